package dev.moraine.engines.flink;

/** A cluster at a glance. */
public record FlinkOverview(
    String version, int taskManagers, int slots, int freeSlots, int runningJobs) {}

package dev.moraine.catalog;

/**
 * How far a stream's readers have come; snapshots from there on do not expire.
 *
 * @param nextSnapshotId the one that they read next
 */
public record Consumer(ConsumerId id, long nextSnapshotId) {}

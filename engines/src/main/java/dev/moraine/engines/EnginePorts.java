package dev.moraine.engines;

/** Ports of 127.0.0.1. As preferences: another is taken where one is in use; 0 prefers none. */
public record EnginePorts(int flinkRest, int sqlGateway, int sparkConnect, int sparkUi) {
  public static final EnginePorts PREFERRED = new EnginePorts(8081, 8083, 15002, 4040);
  public static final EnginePorts ANY = new EnginePorts(0, 0, 0, 0);
}

package dev.moraine.engine;

import java.util.UUID;

/** The id Moraine gives to an engine process before it starts; it travels in its environment. */
public record EngineProcessId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}

package dev.moraine.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A network that calls may come from.
 *
 * @param name by which it is spoken of; several can have the same one, and are removed together
 * @param catalog by name; calls about others may not come from there. Empty for all calls
 */
public record TrustedNetwork(
    String name, Network network, Optional<String> catalog, Instant createdAt, String createdBy) {}

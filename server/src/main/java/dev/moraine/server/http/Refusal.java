package dev.moraine.server.http;

import dev.moraine.error.ErrorCode;
import dev.moraine.error.ResourceKind;
import java.util.Optional;

/** A way in which an operation can say no. */
public record Refusal(ErrorCode code, Optional<ResourceKind> kind) {}

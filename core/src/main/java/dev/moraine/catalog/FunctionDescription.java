package dev.moraine.catalog;

import java.util.Map;
import java.util.Optional;

/**
 * What a function takes, gives and is made of.
 *
 * @param inputParams Paimon's JSON of the parameters, an array; empty when nothing is said of them
 * @param returnParams likewise, of the result
 * @param definitions Paimon's JSON of each definition, an object, by the engine's name
 */
public record FunctionDescription(
    Optional<String> inputParams,
    Optional<String> returnParams,
    boolean deterministic,
    Map<String, String> definitions,
    Optional<String> comment,
    Map<String, String> options) {
  public FunctionDescription {
    definitions = Map.copyOf(definitions);
    options = Map.copyOf(options);
  }

  FunctionDescription withDefinitions(Map<String, String> value) {
    return new FunctionDescription(
        inputParams, returnParams, deterministic, value, comment, options);
  }

  FunctionDescription withComment(Optional<String> value) {
    return new FunctionDescription(
        inputParams, returnParams, deterministic, definitions, value, options);
  }

  FunctionDescription withOptions(Map<String, String> value) {
    return new FunctionDescription(
        inputParams, returnParams, deterministic, definitions, comment, value);
  }
}

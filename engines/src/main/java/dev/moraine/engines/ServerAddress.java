package dev.moraine.engines;

import java.net.URI;
import java.nio.file.Path;

/**
 * The server that the Spark driver's {@code metastore=dlf} finds when a statement doesn't say.
 *
 * @param tokenPath a file of mode 0600 in the form of Paimon's DLFToken, kept fresh by the caller
 */
public record ServerAddress(URI endpoint, String region, Path tokenPath) {}

package dev.moraine.benchmarks;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The jars of what we are compared with; the profile {@code peers} of the build puts them there.
 */
record Peers(Path hive, Path olderPaimon, Path newerPaimon, Path iceberg, Path ourselves) {
  private static final String PAIMON = "paimon-bundle";
  private static final String ICEBERG = "iceberg-spark-runtime-4.0_2.13";
  private static final String METASTORE = "hive-standalone-metastore";

  /**
   * @throws IllegalStateException when they were not built
   */
  static Peers of(Path distribution) {
    Path peers = distribution.resolve("benchmarks-peers");
    if (!Files.isDirectory(peers)) {
      throw new IllegalStateException(
          "there is nothing to compare with in "
              + peers
              + "; ./moraine bench --only … puts it there");
    }
    Path ours = distribution.resolve("benchmarks");
    return new Peers(
        peers.resolve("hive-metastore"),
        jar(peers.resolve("paimon"), PAIMON),
        jar(ours, PAIMON),
        jar(peers.resolve("iceberg"), ICEBERG),
        jar(ours, "moraine-benchmarks"));
  }

  String hiveVersion() {
    return version(jar(hive, METASTORE), METASTORE);
  }

  String icebergVersion() {
    return version(iceberg, ICEBERG);
  }

  static String paimonVersion(Path paimon) {
    return version(paimon, PAIMON);
  }

  /** The class path of a metastore that is configured in a folder. */
  String metastoreClassPath(Path configuration) {
    return classPath(configuration, hive.resolve("*"));
  }

  /** The class path of a client, alike for all of them but for Paimon. */
  String clientClassPath(Path paimon) {
    return classPath(ourselves, paimon, hive.resolve("*"));
  }

  private static String classPath(Path... entries) {
    return Stream.of(entries).map(Path::toString).collect(joining(File.pathSeparator));
  }

  private static Path jar(Path folder, String artifact) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(artifact + "-"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no " + artifact + " is in " + folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String version(Path jar, String artifact) {
    String file = jar.getFileName().toString();
    return file.substring(artifact.length() + 1, file.length() - ".jar".length());
  }
}

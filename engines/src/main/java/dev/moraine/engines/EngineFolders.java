package dev.moraine.engines;

import dev.moraine.engine.EngineProcessKind;
import dev.moraine.engines.process.PrivateFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Where the engines keep their files in the data directory, and the hosts file they share. */
record EngineFolders(Path data) {

  Path flink() throws IOException {
    return PrivateFiles.directory(data.resolve("engines/flink-2.0"));
  }

  Path spark() throws IOException {
    return PrivateFiles.directory(data.resolve("engines/spark-4.0"));
  }

  Path run() throws IOException {
    return PrivateFiles.directory(data.resolve("run"));
  }

  /** What the process itself prints. */
  Path output(EngineProcessKind kind) throws IOException {
    return logs().resolve(name(kind) + ".out");
  }

  /** What the engine logs; rolled over by the engine, which is why it is another file. */
  Path log(EngineProcessKind kind) throws IOException {
    return logs().resolve(name(kind) + ".log");
  }

  private Path logs() throws IOException {
    return PrivateFiles.directory(data.resolve("logs"));
  }

  private static String name(EngineProcessKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The JVM options that make the engines find the names at 127.0.0.1; none without names, since
   * such a file replaces every other way to resolve.
   */
  List<String> hostOptions(Set<String> loopbackHostNames) throws IOException {
    if (loopbackHostNames.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(List.of("127.0.0.1 localhost"));
    String own = ownName();
    if (!own.equals("localhost")) {
      lines.add("127.0.0.1 " + own);
    }
    loopbackHostNames.stream().sorted().forEach(name -> lines.add("127.0.0.1 " + name));
    Path hosts = run().resolve("hosts");
    PrivateFiles.write(hosts, String.join("\n", lines) + "\n");
    return List.of("-Djdk.net.hosts.file=" + hosts);
  }

  private static String ownName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return "localhost";
    }
  }
}

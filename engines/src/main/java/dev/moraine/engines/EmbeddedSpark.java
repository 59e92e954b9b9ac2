package dev.moraine.engines;

import dev.moraine.engine.EngineProcessKind;
import dev.moraine.engines.process.JavaCommand;
import dev.moraine.engines.process.PrivateFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The process of a Spark 4.0 driver that serves Spark Connect, and its configuration. */
final class EmbeddedSpark {
  /** Source: Spark's {@code JavaModuleOptions}. */
  private static final List<String> MODULE_OPTIONS =
      List.of(
          "-XX:+IgnoreUnrecognizedVMOptions",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.cs=ALL-UNNAMED",
          "--add-opens=java.base/sun.security.action=ALL-UNNAMED",
          "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED",
          "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
          "-Djdk.reflect.useDirectMethodHandle=false",
          "-Dio.netty.tryReflectionSetAccessible=true");

  private final EmbeddedEnginesSettings settings;
  private final EngineFolders folders;
  private final int connectPort;
  private final int uiPort;
  private final String token;

  EmbeddedSpark(
      EmbeddedEnginesSettings settings,
      EngineFolders folders,
      int connectPort,
      int uiPort,
      String token) {
    this.settings = settings;
    this.folders = folders;
    this.connectPort = connectPort;
    this.uiPort = uiPort;
    this.token = token;
  }

  EngineAddresses.Spark addresses() {
    return new EngineAddresses.Spark(
        "127.0.0.1", connectPort, token, URI.create("http://127.0.0.1:" + uiPort));
  }

  JavaCommand command() throws IOException {
    EngineProcessKind kind = EngineProcessKind.SPARK_CONNECT;
    Path home = folders.spark();
    Path conf = PrivateFiles.directory(home.resolve("conf"));
    List<String> options = new ArrayList<>();
    options.add("-Xmx" + settings.memory().sparkDriverHeapMb() + "m");
    options.add("-XX:MaxMetaspaceSize=512m");
    options.add("-XX:+ExitOnOutOfMemoryError");
    options.addAll(MODULE_OPTIONS);
    options.addAll(folders.hostOptions(settings.loopbackHostNames()));
    options.add("-Djava.io.tmpdir=" + PrivateFiles.directory(home.resolve("tmp")));
    options.add(
        "-Dlog4j2.configurationFile="
            + EngineLogging.configure(
                conf.resolve("log4j2.properties"), folders.log(kind), "org.apache.spark", "warn"));
    configuration(home).forEach((key, value) -> options.add("-D" + key + "=" + value));
    return new JavaCommand(
        kind,
        ClassPath.spark(settings.enginesDirectory().resolve("spark-4.0")),
        options,
        "org.apache.spark.sql.connect.service.SparkConnectServer",
        List.of(),
        environment(),
        PrivateFiles.directory(home.resolve("work")),
        folders.output(kind));
  }

  private Map<String, String> configuration(Path home) throws IOException {
    Map<String, String> config = new TreeMap<>();
    config.put("spark.app.name", "Moraine");
    config.put("spark.master", "local[2]");
    config.put("spark.driver.host", "127.0.0.1");
    config.put("spark.driver.bindAddress", "127.0.0.1");
    config.put("spark.local.dir", PrivateFiles.directory(home.resolve("tmp")).toString());
    config.put(
        "spark.sql.warehouse.dir",
        PrivateFiles.directory(home.resolve("warehouse")).toUri().toString());
    config.put("spark.ui.port", Integer.toString(uiPort));
    config.put("spark.ui.showConsoleProgress", "false");
    // 200, the default, is for clusters: a small query would spend its time on empty tasks.
    config.put("spark.sql.shuffle.partitions", "8");
    config.put("spark.connect.progress.reportInterval", "1s");
    config.putAll(settings.sparkConfiguration());
    // What the server relies on is not for others to change.
    config.put("spark.connect.grpc.binding.address", "127.0.0.1");
    config.put("spark.connect.grpc.binding.port", Integer.toString(connectPort));
    config.put("spark.connect.authenticate.token", token);
    return config;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    // The UI's web server binds to this and to nothing else that could be said.
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    ServerAddress server = settings.server();
    if (server != null) {
      environment.put("MORAINE_ENDPOINT", server.endpoint().toString());
      environment.put("MORAINE_REGION", server.region());
      environment.put("MORAINE_TOKEN_PATH", server.tokenPath().toString());
    }
    return environment;
  }
}

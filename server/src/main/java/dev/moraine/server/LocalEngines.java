package dev.moraine.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moraine.engine.EngineProcesses;
import dev.moraine.engines.EmbeddedEngines;
import dev.moraine.engines.EmbeddedEnginesSettings;
import dev.moraine.engines.EngineAddresses;
import dev.moraine.engines.EnginePorts;
import dev.moraine.engines.EngineStartProgress;
import dev.moraine.engines.ServerAddress;
import dev.moraine.engines.process.EngineChild;
import dev.moraine.engines.process.EngineJava;
import dev.moraine.engines.process.EngineStartException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flink and Spark beside the server, knowing where it is and whom they act for. */
final class LocalEngines implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LocalEngines.class);

  // Apache's names, which both tutorials configure; our connector stands behind them unless an
  // operator brought Apache's own jar. Static in Spark: a session cannot set it.
  private static final Map<String, String> SPARK =
      Map.of(
          "spark.sql.extensions",
          "org.apache.paimon.spark.extensions.PaimonSparkSessionExtensions");

  private final EmbeddedEngines engines;

  private LocalEngines(EmbeddedEngines engines) {
    this.engines = engines;
  }

  /** What was started, and where clients find it, as {@code run/endpoints.properties} has it. */
  record Started(LocalEngines engines, Map<String, String> endpoints) {}

  /**
   * @throws StartupFailure when an engine does not come up, or there is no fitting Java for them
   */
  static Started start(
      ServerOptions options,
      int port,
      DataDirectory data,
      EngineProcesses processes,
      EngineStartProgress progress) {
    try {
      Path java = chooseJava(options);
      URI endpoint = URI.create("http://" + options.regionalHost() + ":" + port);
      EmbeddedEnginesSettings settings =
          EmbeddedEnginesSettings.of(
                  options.distribution().resolve("engines"), data.root(), java, System.getenv())
              .withEngines(options.engines())
              // Who lets the server's port be chosen has several systems on one machine.
              .withPorts(options.port() == 0 ? EnginePorts.ANY : EnginePorts.PREFERRED)
              .withServer(
                  new ServerAddress(endpoint, options.region(), writeToken(data)),
                  Set.of(options.regionalHost()))
              .withConfiguration(SPARK, Map.of());
      EmbeddedEngines engines =
          new EmbeddedEngines(
              settings,
              processes,
              Clock.systemUTC(),
              new SecureRandom(),
              LocalEngines::reportUnexpectedEnd);
      return new Started(new LocalEngines(engines), endpoints(engines.start(progress)));
    } catch (EngineStartException e) {
      throw new StartupFailure(String.valueOf(e.getMessage()));
    }
  }

  private static Path chooseJava(ServerOptions options) {
    try {
      return EngineJava.choose(
          options.engineJava().orElse(null),
          Path.of(System.getProperty("java.home")),
          Runtime.version().feature());
    } catch (EngineStartException e) {
      throw new StartupFailure(e.getMessage() + " Or start the server alone: --engines none.");
    }
  }

  private static Map<String, String> endpoints(EngineAddresses addresses) {
    Map<String, String> endpoints = new TreeMap<>();
    addresses
        .flink()
        .ifPresent(
            flink -> {
              endpoints.put("flink.rest", flink.rest().toString());
              endpoints.put("flink.sql-gateway", flink.sqlGateway().toString());
            });
    addresses
        .spark()
        .ifPresent(
            spark -> {
              endpoints.put("spark.connect", "sc://" + spark.host() + ":" + spark.port());
              endpoints.put("spark.connect.token", spark.token());
              endpoints.put("spark.ui", spark.ui().toString());
            });
    return endpoints;
  }

  // The engines of this machine act as the administrator until sessions have users of their own.
  private static Path writeToken(DataDirectory data) {
    if (!Files.exists(data.rootCredentialsFile())) {
      throw new StartupFailure(
          "The engines need the administrator's access key, and "
              + data.rootCredentialsFile()
              + " is not there; put it back, or start with --engines none");
    }
    Properties credentials = data.readRootCredentials();
    ObjectNode token = new ObjectMapper().createObjectNode();
    token.put("AccessKeyId", credentials.getProperty("dlf.access-key-id"));
    token.put("AccessKeySecret", credentials.getProperty("dlf.access-key-secret"));
    DataDirectory.writeSecret(data.engineTokenFile(), token.toString());
    return data.engineTokenFile();
  }

  private static void reportUnexpectedEnd(EngineChild child) {
    log.atError().addKeyValue("engine", child.kind()).log("Engine process ended by itself");
  }

  @Override
  public void close() {
    engines.close();
  }
}

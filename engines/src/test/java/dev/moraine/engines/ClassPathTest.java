package dev.moraine.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.engines.process.EngineStartException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassPathTest {
  private static final Path BUNDLE = Path.of("connectors/paimon-bundle-1.4.2.jar");
  private static final Path CONNECTOR = Path.of("connectors/moraine-spark-connector-0.1.0.jar");
  private static final Path NAMES = Path.of("connectors/moraine-spark-apache-names-0.1.0.jar");
  private static final Path METASTORE = Path.of("connectors/moraine-dlf-metastore-0.1.0.jar");
  private static final Path APACHE = Path.of("connectors/paimon-spark-4.0_2.13-1.4.2.jar");

  @Test
  void ourConnectorsAreUsedWhereApachesIsAbsent() {
    List<Path> ours = List.of(METASTORE, NAMES, CONNECTOR, BUNDLE);

    assertThat(ClassPath.connectors(ours)).isEqualTo(ours);
  }

  @Test
  void apachesConnectorReplacesOurAliasJarAndOurPaimon() {
    assertThat(ClassPath.connectors(List.of(METASTORE, NAMES, CONNECTOR, BUNDLE, APACHE)))
        .containsExactly(METASTORE, CONNECTOR, APACHE);
  }

  @Test
  void aMissingFolderIsToldByItsPath() {
    assertThatThrownBy(() -> ClassPath.jars(Path.of("/nowhere/lib")))
        .isInstanceOf(EngineStartException.class)
        .hasMessageContaining("/nowhere/lib");
  }
}

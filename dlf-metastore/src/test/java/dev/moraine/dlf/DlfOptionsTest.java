package dev.moraine.dlf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DlfOptionsTest {
  private static final Map<String, String> NO_ENVIRONMENT = Collections.emptyMap();

  @Test
  void tutorialOptionsBecomeThoseOfTheRestCatalog() {
    Map<String, String> rest = DlfOptions.of(tutorial(), NO_ENVIRONMENT).restOptions("cn-hangzhou");

    assertThat(rest)
        .containsEntry("metastore", "rest")
        .containsEntry("uri", "http://cn-hangzhou-vpc.dlf.moraine.test:8181")
        .containsEntry("warehouse", "clg-1")
        .containsEntry("token.provider", "dlf")
        .containsEntry("dlf.access-key-id", "AK")
        .containsEntry("dlf.access-key-secret", "SECRET")
        .containsEntry("dlf.region", "cn-hangzhou")
        .doesNotContainKeys("dlf.catalog.id", "dlf.token-path", "dlf.security-token");
  }

  @Test
  void keysInLowerCaseAreUnderstood() {
    Map<String, String> lowerCase = new HashMap<>();
    tutorial().forEach((key, value) -> lowerCase.put(key.toLowerCase(Locale.ROOT), value));

    Map<String, String> rest = DlfOptions.of(lowerCase, NO_ENVIRONMENT).restOptions("r");

    assertThat(rest).containsEntry("dlf.access-key-id", "AK");
  }

  @Test
  void theEnvironmentFillsWhatTheStatementLacks() {
    Map<String, String> environment = new HashMap<>();
    environment.put("MORAINE_ENDPOINT", "https://lake.test/");
    environment.put("MORAINE_REGION", "eu-central-1");
    environment.put("MORAINE_TOKEN_PATH", "/run/token.json");

    DlfOptions options =
        DlfOptions.of(Collections.singletonMap("dlf.catalog.id", "lake"), environment);

    assertThat(options.region()).isEqualTo("eu-central-1");
    assertThat(options.givenRegion()).isNull();
    assertThat(options.restOptions("eu-central-1"))
        .containsEntry("uri", "https://lake.test")
        .containsEntry("dlf.token-loader", "local_file")
        .containsEntry("dlf.token-path", "/run/token.json");
  }

  @Test
  void anAccessKeyInTheStatementBeatsTheEnvironment() {
    Map<String, String> rest =
        DlfOptions.of(tutorial(), Collections.singletonMap("MORAINE_TOKEN_PATH", "/run/t"))
            .restOptions("r");

    assertThat(rest).containsKey("dlf.access-key-id").doesNotContainKey("dlf.token-path");
  }

  @Test
  void aSecurityTokenGoesAlong() {
    Map<String, String> statement = tutorial();
    statement.put("dlf.catalog.securityToken", "STS");

    assertThat(DlfOptions.of(statement, NO_ENVIRONMENT).restOptions("r"))
        .containsEntry("dlf.security-token", "STS");
  }

  @Test
  void missingCredentialsAreToldByTheirOptions() {
    Map<String, String> statement = tutorial();
    statement.remove("dlf.catalog.accessKeyId");
    statement.remove("dlf.catalog.accessKeySecret");

    assertThatThrownBy(() -> DlfOptions.of(statement, NO_ENVIRONMENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dlf.catalog.accessKeyId")
        .hasMessageContaining("dlf.catalog.accessKeySecret");
  }

  @Test
  void halfAnAccessKeyIsRefusedWithoutShowingIt() {
    Map<String, String> statement = tutorial();
    statement.remove("dlf.catalog.accessKeyId");

    assertThatThrownBy(() -> DlfOptions.of(statement, NO_ENVIRONMENT))
        .hasMessageContaining("'dlf.catalog.accessKeyId' is missing")
        .message()
        .doesNotContain("SECRET");
  }

  @Test
  void aRegionThatContradictsTheEndpointIsRefused() {
    Map<String, String> statement = tutorial();
    statement.put("dlf.catalog.region", "us-west-1");

    assertThatThrownBy(() -> DlfOptions.of(statement, NO_ENVIRONMENT))
        .hasMessageContaining("us-west-1")
        .hasMessageContaining("cn-hangzhou");
  }

  @Test
  void theRegionIsReadFromTheEndpoint() {
    Map<String, String> statement = tutorial();
    statement.remove("dlf.catalog.region");

    assertThat(DlfOptions.of(statement, NO_ENVIRONMENT).region()).isEqualTo("cn-hangzhou");
  }

  @Test
  void regionsAreReadFromTheProductsHostNamesOnly() {
    assertThat(EndpointRegion.of("cn-hangzhou-vpc.dlf.aliyuncs.com")).isEqualTo("cn-hangzhou");
    assertThat(EndpointRegion.of("us-west-1-vpc.dlf.moraine.test")).isEqualTo("us-west-1");
    assertThat(EndpointRegion.of("moraine-local-vpc.dlf.test")).isEqualTo("moraine-local");
    assertThat(EndpointRegion.of("dlf-vpc.ap-southeast-1.aliyuncs.com"))
        .isEqualTo("ap-southeast-1");
    assertThat(EndpointRegion.of("dlf.cn-beijing.aliyuncs.com")).isEqualTo("cn-beijing");
    assertThat(EndpointRegion.of("dlfnext-vpc.cn-beijing.aliyuncs.com")).isEqualTo("cn-beijing");
    assertThat(EndpointRegion.of("pre-cn-hangzhou.dlf.aliyuncs.com")).isEqualTo("cn-hangzhou");
    assertThat(EndpointRegion.of("cn-hangzhou.lake.example.com")).isEqualTo("cn-hangzhou");
    assertThat(EndpointRegion.of("data-lake.example.com")).isNull();
    assertThat(EndpointRegion.of("localhost")).isNull();
    assertThat(EndpointRegion.of("127.0.0.1")).isNull();
  }

  @Test
  void theProductsOwnKeysAreIgnoredAndOthersPassThrough() {
    Map<String, String> statement = tutorial();
    statement.put("dlf.catalog.proxyMode", "DLF_ONLY");
    statement.put("cache-enabled", "false");

    assertThat(DlfOptions.of(statement, NO_ENVIRONMENT).restOptions("r"))
        .doesNotContainKey("dlf.catalog.proxyMode")
        .containsEntry("cache-enabled", "false");
  }

  @Test
  void aMisspeltKeyIsRefused() {
    Map<String, String> statement = tutorial();
    statement.put("dlf.catalog.acessKeyId", "AK");

    assertThatThrownBy(() -> DlfOptions.of(statement, NO_ENVIRONMENT))
        .hasMessageContaining("dlf.catalog.acessKeyId");
  }

  @Test
  void locationsAreComparedBySubstance() {
    assertThat(CatalogLocation.normalised("file:///lake/wh//"))
        .isEqualTo(CatalogLocation.normalised("/lake/wh"))
        .isEqualTo(CatalogLocation.normalised("file:/lake/wh/"));
    assertThat(CatalogLocation.normalised("oss://bucket/wh/")).isEqualTo("oss://bucket/wh");
    assertThat(CatalogLocation.normalised("oss://bucket/wh"))
        .isNotEqualTo(CatalogLocation.normalised("oss://bucket/wh2"));
  }

  private static Map<String, String> tutorial() {
    Map<String, String> statement = new LinkedHashMap<>();
    statement.put("metastore", "dlf");
    statement.put("warehouse", "file:/lake/wh");
    statement.put("dlf.catalog.id", "clg-1");
    statement.put("dlf.catalog.accessKeyId", "AK");
    statement.put("dlf.catalog.accessKeySecret", "SECRET");
    statement.put("dlf.catalog.endpoint", "cn-hangzhou-vpc.dlf.moraine.test:8181");
    statement.put("dlf.catalog.region", "cn-hangzhou");
    return statement;
  }
}

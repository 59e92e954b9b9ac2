package dev.moraine.spark;

import static dev.moraine.spark.LocalSpark.rows;
import static dev.moraine.spark.LocalSpark.sql;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The statements of the tutorial that connects Spark to a catalog, with a local folder for OSS. */
class TutorialOneTest {
  @Test
  void everyStatementRunsAsWritten() throws Exception {
    Path bucket = LocalSpark.folder("bucket");
    sql("DROP TABLE IF EXISTS user_samples");
    sql("DROP TABLE IF EXISTS user_samples_di");

    sql(
        """
        CREATE TABLE user_samples
        (
        user_id INT,
        age INT,
        gender_code STRING,
        clk BOOLEAN
        );
        """);
    sql(
        """
        CREATE TABLE user_samples_di (
        user_id INT,
        age INT,
        gender_code STRING,
        clk BOOLEAN
        )
        USING CSV
        OPTIONS(
        'path'='%s/user/user_samples_di'
        );
        """
            .formatted(bucket.toUri()));
    assertThat(bucket.resolve("user/user_samples_di")).isDirectory();
    sql(
        """
        INSERT INTO user_samples VALUES
        (1, 25, 'M', true),
        (2, 18, 'F', false);
        """);
    sql(
        """
        INSERT INTO user_samples_di VALUES
        (1, 25, 'M', true),
        (2, 18, 'F', true),
        (3, 35, 'M', true);
        """);
    assertThat(rows("SELECT * FROM user_samples;"))
        .containsExactly("[1, 25, M, true]", "[2, 18, F, false]");
    assertThat(rows("SELECT * FROM user_samples_di;"))
        .containsExactly("[1, 25, M, true]", "[2, 18, F, true]", "[3, 35, M, true]");

    sql(
        """
        MERGE INTO user_samples
        USING user_samples_di
        ON user_samples.user_id = user_samples_di.user_id
        WHEN MATCHED THEN
        UPDATE SET
        age = user_samples_di.age,
        gender_code = user_samples_di.gender_code,
        clk = user_samples_di.clk
        WHEN NOT MATCHED THEN
        INSERT (user_id, age, gender_code, clk)
        VALUES (user_samples_di.user_id, user_samples_di.age, user_samples_di.gender_code, user_samples_di.clk);
        """);

    assertThat(rows("SELECT * FROM user_samples"))
        .containsExactly("[1, 25, M, true]", "[2, 18, F, true]", "[3, 35, M, true]");
    sql("DROP TABLE user_samples_di");
    try (var files = Files.walk(bucket)) {
      assertThat(files.filter(f -> f.toString().endsWith(".csv"))).isNotEmpty();
    }
  }
}

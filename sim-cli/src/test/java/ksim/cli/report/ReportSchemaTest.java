package ksim.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JSON Schema in the resources accepts what is written, and nothing else. */
class ReportSchemaTest {
  private static final Path SCHEMA =
      Path.of("src/main/resources/ksim/cli/report/report-1.schema.json");
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private String schemaText = "";

  @BeforeEach
  void readSchema() throws IOException {
    schemaText = Files.readString(SCHEMA);
  }

  private List<com.networknt.schema.Error> errors(String report) {
    Schema schema = REGISTRY.getSchema(schemaText, InputFormat.JSON);
    return schema.validate(report, InputFormat.JSON);
  }

  private static String report() {
    return JsonReport.render(
        List.of(
            SampleResults.asExpected(),
            SampleResults.unmet(),
            SampleOutcomes.everyKind(),
            SampleOutcomes.notClosing(),
            LargeSample.of(3)));
  }

  @Test
  void theSchemaIsOne() {
    Schema draft =
        REGISTRY.getSchema(
            com.networknt.schema.SchemaLocation.of(
                SpecificationVersion.DRAFT_2020_12.getDialectId()));
    assertThat(draft.validate(schemaText, InputFormat.JSON)).isEmpty();
  }

  @Test
  void reportsWithEveryOutcomeAreValid() {
    assertThat(errors(report())).isEmpty();
    assertThat(errors(JsonReport.render(List.of()))).isEmpty();
  }

  /** Each line damages the report in one place. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "ksim.report/1"           | "ksim.report/2"
          "cycles" : 12345678       | "cycles" : "12345678"
          "cycles" : 12345678,      |
          "cycles" : 12345678       | "cycles" : -1
          "closes" : true           | "closes" : true, "open" : false
          "kind" : "completed"      | "kind" : "finished"
          "rule" : 5                | "rule" : 6
          "rip" : "0x40201234",     |
          "rip" : "0x40201234"      | "rip" : 1075843636
          "slept" : 0               | "sleeps" : 0
          "tracing" : true          | "tracing" : 1
          "stackFaults" : [0,3,0,0] | "stackFaults" : [0,3.5,0,0]
          """)
  void aMutilatedReportIsRejected(String found, String damaged) {
    String report = report();
    assertThat(report).contains(found);
    String with = damaged == null ? "" : damaged;
    assertThat(errors(report.replace(found, with))).isNotEmpty();
  }
}

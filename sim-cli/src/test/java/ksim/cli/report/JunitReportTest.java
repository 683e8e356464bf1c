package ksim.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import ksim.cli.Approved;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class JunitReportTest {
  private static final String REPORT =
      JunitReport.render(
          List.of(
              SampleResults.asExpected(),
              SampleResults.unmet(),
              SampleOutcomes.everyKind(),
              SampleOutcomes.notClosing()));

  private static Document parse(String report)
      throws ParserConfigurationException, SAXException, IOException {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(report)));
  }

  private static String schema() throws IOException {
    return Files.readString(Path.of("src/test/resources/ksim/cli/report/junit.xsd"));
  }

  private static long count(Element in, String name) {
    return in.getElementsByTagName(name).getLength();
  }

  @Test
  void hasTheFormThatCiSystemsRead() throws SAXException, IOException {
    SchemaFactory.newDefaultInstance()
        .newSchema(new StreamSource(new StringReader(schema())))
        .newValidator()
        .validate(new StreamSource(new StringReader(REPORT)));
  }

  @Test
  void countsWhatItHolds() throws ParserConfigurationException, SAXException, IOException {
    Element root = parse(REPORT).getDocumentElement();
    assertThat(root.getAttribute("tests")).isEqualTo("" + count(root, "testcase"));
    assertThat(root.getAttribute("failures")).isEqualTo("" + count(root, "failure"));
    NodeList suites = root.getElementsByTagName("testsuite");
    assertThat(suites.getLength()).isEqualTo(4);
    for (int i = 0; i < suites.getLength(); i++) {
      Element suite = (Element) suites.item(i);
      assertThat(suite.getAttribute("tests")).isEqualTo("" + count(suite, "testcase"));
      assertThat(suite.getAttribute("failures")).isEqualTo("" + count(suite, "failure"));
    }
  }

  @Test
  void hasACaseForEachExpectation() throws IOException {
    Approved.check("junit.xml", JunitReport.render(List.of(SampleResults.unmet())));
  }

  @Test
  void aFailureThatNobodyExpectedFailsTheRun()
      throws ParserConfigurationException, SAXException, IOException {
    Element root =
        parse(JunitReport.render(List.of(SampleResults.failedUnexpectedly()))).getDocumentElement();
    Element failure = (Element) root.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message"))
        .isEqualTo("the run ended with fault-in-atomic-context");
    assertThat(failure.getTextContent()).contains("disabled by runqueue_lock", "cure ");
    assertThat(((Element) failure.getParentNode()).getAttribute("name"))
        .isEqualTo("the run completed");
  }
}

package ksim.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Text that comes with ksim or with one of its libraries. */
final class Resource {
  private static final String WEBJAR = "META-INF/resources/webjars/";
  private static final String POM = "META-INF/maven/org.webjars.npm/";

  private Resource() {}

  /** A part of the HTML report's page. */
  static String page(String name) {
    return read("ksim/cli/report/html/" + name);
  }

  /** A file of a library that is packed as an npm WebJar, in whichever version is there. */
  static String webJar(String library, String file) {
    Properties pom = new Properties();
    try {
      pom.load(new StringReader(read(POM + library + "/pom.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return read(WEBJAR + library + "/" + pom.getProperty("version") + "/" + file);
  }

  private static String read(String path) {
    try (InputStream in = Resource.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package ksim.cli.golden;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How well measured blocks are predicted, as {@code ksim cycles --score} prints it. */
final class BlockScore {
  private BlockScore() {}
}

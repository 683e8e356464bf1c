package ksim.core.encoding;

/** The differences from objdump that the manual explains. */
enum ObjdumpDifference {
  ;

  static String explain(byte[] bytes, Decoded decoded, Objdump.Line line) {
    return "";
  }

  static boolean isGeneralPurpose(String text) {
    return false;
  }
}

package ksim.sched.kernel;

/** A kernel with its programs and threads does not fit where it has to be. */
public final class ImageSizeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  ImageSizeException(String message) {
    super(message);
  }
}

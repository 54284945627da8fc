package palimpsest.tools.spi;

/** An argument that the model must correct. The message tells it how. */
public final class InvalidArgument extends RuntimeException {

    public InvalidArgument(String message) {
        super(message);
    }
}

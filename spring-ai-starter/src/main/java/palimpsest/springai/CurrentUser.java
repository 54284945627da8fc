package palimpsest.springai;

/** Whose memory a call on the calling thread reads and writes. A bean of this type takes the place of the default one. */
@FunctionalInterface
public interface CurrentUser {

    /** Neither null nor blank. */
    String name();
}

package palimpsest.tools.spi;

/**
 * Where reading stands.
 *
 * @param scanMode  whether {@code readChunk} without a chunk id reads on
 * @param lastChunk the last chunk read, -1 before the first
 */
public record ScanPosition(boolean scanMode, int lastChunk) {
    public static final ScanPosition START = new ScanPosition(false, -1);
}

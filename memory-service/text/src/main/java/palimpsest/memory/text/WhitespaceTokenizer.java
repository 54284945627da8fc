package palimpsest.memory.text;

/** Runs of non-space characters, as Python's {@code str.split()} sees them: what the StateLM reference counts. */
public final class WhitespaceTokenizer implements Tokenizer {

    public static final String ID = "whitespace";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int count(String text) {
        int count = 0;
        boolean inside = false;
        // every Python space is in the basic plane, so chars do
        for (int i = 0; i < text.length(); i++) {
            boolean space = isSpace(text.charAt(i));
            if (!space && !inside) {
                count++;
            }
            inside = !space;
        }
        return count;
    }

    @Override
    public TokenOffsets tokenize(String text) {
        var offsets = new TokenOffsets.Builder();
        int codePoint = 0;
        int start = -1;
        for (int i = 0; i < text.length(); codePoint++) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (!isSpace(c)) {
                start = start < 0 ? codePoint : start;
            } else if (start >= 0) {
                offsets.add(start, codePoint);
                start = -1;
            }
        }
        if (start >= 0) {
            offsets.add(start, codePoint);
        }
        return offsets.build();
    }

    /** Python's {@code str.isspace()}, which differs from each of Java's. */
    static boolean isSpace(int c) {
        return c == ' ' || c >= 0x09 && c <= 0x0d || c >= 0x1c && c <= 0x1f || c == 0x85 || c == 0xa0 || c == 0x1680
                || c >= 0x2000 && c <= 0x200a || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
    }
}

package palimpsest.memory.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The tokenizer of an open model, from its {@code tokenizer.json}. */
public final class HuggingFaceTokenizer implements Tokenizer, AutoCloseable {

    private static final int PIECE = 1 << 18;

    private final String id;
    private final ai.djl.huggingface.tokenizers.HuggingFaceTokenizer tokenizer;

    /**
     * @param file a {@code tokenizer.json}; the id is made from its content, so the same file elsewhere is the same tokenizer
     * @throws IOException              when it can't be read
     * @throws IllegalArgumentException when it is no tokenizer
     */
    public HuggingFaceTokenizer(Path file) throws IOException {
        NativeTokenizers.stayQuiet();
        byte[] json = Files.readAllBytes(file);
        this.id = "tokenizer.json:" + Sha256.hex(json).substring(0, 16);
        try {
            this.tokenizer = ai.djl.huggingface.tokenizers.HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json),
                    Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(file + " is not a tokenizer.json that can be used: " + e.getMessage(), e);
        }
    }


    @Override
    public String id() {
        return id;
    }

    @Override
    public int count(String text) {
        return tokenize(text).size();
    }

    @Override
    public TokenOffsets tokenize(String text) {
        var offsets = new TokenOffsets.Builder();
        int codePoint = 0;
        int reached = 0;
        for (int from = 0; from < text.length(); ) {
            int to = pieceEnd(text, from);
            String piece = text.substring(from, to);
            int length = piece.codePointCount(0, piece.length());
            reached = add(offsets, tokenizer.encode(piece, false, false), codePoint, codePoint + length, reached);
            codePoint += length;
            from = to;
        }
        return offsets.build();
    }

    private static int add(TokenOffsets.Builder offsets, Encoding encoding, int base, int limit, int reachedBefore) {
        CharSpan[] spans = encoding.getCharTokenSpans();
        int reached = reachedBefore;
        for (int i = 0; i < spans.length; i++) {
            int start = Math.max(reached, spans[i] == null ? reached : Math.min(limit, base + spans[i].getStart()));
            int end = Math.max(start, spans[i] == null ? start : Math.min(limit, base + spans[i].getEnd()));
            // several tokens of one code point share its span: the last of them completes it
            int next = i + 1 < spans.length && spans[i + 1] != null ? base + spans[i + 1].getStart() : end;
            end = Math.max(start, Math.min(end, next));
            offsets.add(start, end);
            reached = end;
        }
        return reached;
    }

    private static int pieceEnd(String text, int from) {
        int hard = from + PIECE;
        if (hard >= text.length()) {
            return text.length();
        }
        int line = text.lastIndexOf('\n', hard - 1);
        if (line > from + PIECE / 2) {
            return line + 1;
        }
        int space = text.lastIndexOf(' ', hard - 1);
        if (space > from + PIECE / 2) {
            return space;
        }
        return Character.isLowSurrogate(text.charAt(hard)) && Character.isHighSurrogate(text.charAt(hard - 1)) ? hard - 1 : hard;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}

package palimpsest.memory.ingest;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Divides a text into passages for search: joined, they are the text. A passage ends at a paragraph, line or sentence
 * where it can, and is as long as an embedding model of 512 tokens takes in whole.
 */
final class PassageSplitter {

    /** About 200 tokens, counted in quarters of a token: a letter is one, a Chinese character four. What says the same is a passage in any language. */
    private static final int TARGET = 800;
    /** About 400 tokens. */
    private static final int MOST = 1600;

    /** A passage at {@code [start, end)} in {@code char}s of the text. */
    record Span(int start, int end, Surroundings around) {

        Span(int start, int end) {
            this(start, end, Surroundings.NONE);
        }
    }

    List<Span> split(String text) {
        return split(text, new int[0]);
    }

    /** @param pages where each page begins, in {@code char}s: a passage ends there, so that the title of a table stays with its rows */
    List<Span> split(String text, int[] pages) {
        var passages = new Packing();
        int page = 0;
        for (int from = 0; from < text.length(); ) {
            int to = lineEnd(text, from);
            while (page < pages.length && pages[page] <= from) {
                page++;
                passages.pageEnd();
            }
            addLine(passages, text, from, to);
            from = to;
        }
        return passages.finish();
    }

    private static int lineEnd(String text, int from) {
        int feed = text.indexOf('\n', from);
        return feed < 0 ? text.length() : feed + 1;
    }

    private static void addLine(Packing passages, String text, int from, int to) {
        int weight = weight(text, from, to);
        if (text.substring(from, Math.min(to, from + 2)).isBlank() && text.substring(from, to).isBlank() && weight <= TARGET) {
            passages.add(from, to, weight);
            passages.paragraphEnd();
        } else if (weight <= MOST) {
            // a paragraph that fits stays whole: the words of a question often stand around the sentence that answers it
            if (text.charAt(from) == '#') {
                passages.paragraphEnd(); // a Markdown heading belongs to what follows
            }
            passages.add(from, to, weight);
        } else {
            addSentences(passages, text, from, to);
        }
    }

    private static void addSentences(Packing passages, String text, int from, int to) {
        var sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        // one line may be a whole file: the iterator sees it piece by piece
        for (int piece = from; piece < to; ) {
            int pieceEnd = wholeCodePoint(text, Math.min(to, piece + 20_000));
            String line = text.substring(piece, pieceEnd);
            sentences.setText(line);
            int start = 0;
            for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
                if (end < line.length() && Character.isLowSurrogate(line.charAt(end)) && Character.isHighSurrogate(line.charAt(end - 1))) {
                    continue;
                }
                addWords(passages, text, piece + start, piece + end);
                start = end;
            }
            piece = pieceEnd;
        }
    }

    private static void addWords(Packing passages, String text, int from, int to) {
        int start = from;
        while (weight(text, start, to) > MOST) {
            int weight = 0;
            int at = start;
            int space = -1;
            while (weight < TARGET) {
                int c = text.codePointAt(at);
                at += Character.charCount(c);
                weight += weight(c);
                if (Character.isWhitespace(c)) {
                    space = at;
                }
            }
            int cut = space > start + (at - start) / 2 ? space : at;
            passages.add(start, cut, weight(text, start, cut));
            start = cut;
        }
        if (start < to) {
            passages.add(start, to, weight(text, start, to));
        }
    }

    private static int wholeCodePoint(String text, int at) {
        return at < text.length() && Character.isLowSurrogate(text.charAt(at)) && Character.isHighSurrogate(text.charAt(at - 1)) ? at - 1 : at;
    }

    private static int weight(String text, int from, int to) {
        int weight = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            weight += Character.isSurrogate(c) ? 2 : weight(c);
        }
        return weight;
    }

    private static int weight(int c) {
        return c < 0x2e80 ? 1 : 4;
    }

    /** Fills passages with whole units. */
    private static final class Packing {
        private final List<Span> done = new ArrayList<>();
        private int start;
        private int end;
        private int weight;

        void add(int from, int to, int unit) {
            boolean full = weight + unit > TARGET && (weight >= TARGET / 2 || weight + unit > MOST);
            if (weight > 0 && full) {
                close();
            }
            end = to;
            weight += unit;
        }

        void paragraphEnd() {
            if (weight >= TARGET * 2 / 3) {
                close();
            }
        }

        void pageEnd() {
            if (weight > 0) {
                close();
            }
        }

        private void close() {
            done.add(new Span(start, end));
            start = end;
            weight = 0;
        }

        List<Span> finish() {
            if (end > start) {
                close();
            }
            return done;
        }
    }
}

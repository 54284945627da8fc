package palimpsest.memory.retrieve;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import palimpsest.memory.retrieve.SearchWords.Word;

/** Cuts the fragments that show why a passage was found. */
final class Highlighter {

    private static final int FRAGMENT = 180;
    private static final int FRAGMENTS = 3;
    private static final int BEGINNING = 120;
    private static final int TAGS = "<em></em>".length();

    private Highlighter() {}

    /** @param matched positions of the matched words, from 1 */
    static List<String> fragments(String text, Set<Integer> matched) {
        List<Word> words = matched.isEmpty() ? List.of() : SearchWords.locate(text);
        List<Word> hits = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (matched.contains(i + 1)) {
                hits.add(words.get(i));
            }
        }
        if (hits.isEmpty()) {
            return List.of(text.substring(0, cut(text, Math.min(text.length(), BEGINNING))).strip());
        }
        var fragments = new ArrayList<String>();
        int next = 0;
        int done = 0;
        while (next < hits.size() && fragments.size() < FRAGMENTS) {
            int first = next;
            int room = FRAGMENT - TAGS - length(hits.get(first));
            // further matches join as long as they and their marks fit
            while (next + 1 < hits.size()) {
                int more = hits.get(next + 1).end() - hits.get(next).end() + TAGS;
                if (more > room) {
                    break;
                }
                room -= more;
                next++;
            }
            int from = cut(text, Math.max(done, hits.get(first).start() - Math.max(0, room) / 2));
            int last = next + 1 < hits.size() ? hits.get(next + 1).start() : text.length();
            int to = cut(text, Math.min(last, hits.get(next).end() + Math.max(0, room - (hits.get(first).start() - from))));
            fragments.add(marked(text, wordStart(text, from, hits.get(first).start()), wordEnd(text, to, hits.get(next).end()),
                    hits.subList(first, next + 1)));
            done = hits.get(next).end();
            next++;
        }
        return fragments;
    }

    private static int length(Word word) {
        return word.end() - word.start();
    }

    private static String marked(String text, int from, int to, List<Word> hits) {
        var fragment = new StringBuilder();
        int at = from;
        for (Word hit : hits) {
            fragment.append(text, at, hit.start()).append("<em>").append(text, hit.start(), hit.end()).append("</em>");
            at = hit.end();
        }
        return fragment.append(text, at, to).toString().strip();
    }

    private static int wordStart(String text, int from, int limit) {
        if (from == 0 || Character.isWhitespace(text.charAt(from - 1))) {
            return from;
        }
        for (int i = from; i < limit; i++) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i + 1;
            }
        }
        return from;
    }

    private static int wordEnd(String text, int to, int limit) {
        if (to == text.length() || Character.isWhitespace(text.charAt(to))) {
            return to;
        }
        for (int i = to; i > limit; i--) {
            if (Character.isWhitespace(text.charAt(i - 1))) {
                return i - 1;
            }
        }
        return to;
    }

    private static int cut(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) && Character.isHighSurrogate(text.charAt(at - 1))
                ? at - 1 : at;
    }
}

package palimpsest.memory.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that an answer may quote.
 *
 * @param start where its content begins in the answer
 * @param text  what stands between the quotation marks, or on the lines of a block quote
 * @param end   where the answer goes on behind the closing mark
 * @param chunk the chunk named right after it, null for none
 */
public record QuotedPart(int start, String text, int end, Integer chunk) {

    private static final int LONGEST = 4_000;
    private static final int MOST_CLOSERS = 40;
    private static final Map<Character, String> CLOSERS = Map.of('"', "\"”", '“', "”\"“", '„', "“”\"", '«', "»", '»', "«", '‘', "’", '「', "」", '『', "』");
    private static final String CLOSING_PUNCTUATION = ".,;:!?…)]}\"'”’»";
    private static final Pattern BLOCK_QUOTE = Pattern.compile("(?m)(?:^[ \\t]*>[^\\n]*(?:\\n|$))+");
    private static final Pattern CHUNK = Pattern.compile("^[\\s.,;:*_]{0,4}[\\[(（【][^\\])）】\\n]{0,40}?\\bchunk(?:_id)?\\s*[#:=]?\\s*(\\d{1,9})[^\\])）】\\n]{0,80}[\\])）】]", Pattern.CASE_INSENSITIVE);

    /**
     * What may be quoted from position {@code from} on, one opening mark after the other. For each, every closing mark within reach,
     * the furthest first: a quote may hold quotes itself, and only what was read can tell which closing mark ends it.
     */
    public static List<List<QuotedPart>> of(String answer) {
        List<List<QuotedPart>> parts = new ArrayList<>();
        for (int i = 0; i < answer.length(); i++) {
            String closers = CLOSERS.get(answer.charAt(i));
            if (closers != null) {
                List<QuotedPart> ends = closings(answer, i, closers);
                if (!ends.isEmpty()) {
                    parts.add(ends);
                }
            }
        }
        Matcher block = BLOCK_QUOTE.matcher(answer);
        while (block.find()) {
            String lines = block.group().replaceAll("(?m)^[ \\t]*>[ \\t]?", "");
            String bare = unquoted(CHUNK_AT_END.matcher(lines.strip()).replaceFirst("").strip());
            Matcher named = CHUNK_AT_END.matcher(lines.strip());
            Integer chunk = named.find() ? Integer.valueOf(named.group(1)) : chunkAfter(answer, block.end());
            parts.add(List.of(new QuotedPart(block.start(), bare, block.end(), chunk)));
        }
        parts.sort(java.util.Comparator.comparingInt(ends -> ends.getFirst().start));
        return parts;
    }

    private static final Pattern CHUNK_AT_END = Pattern.compile("[\\[(]\\s*chunk\\s*#?\\s*(\\d{1,9})[^\\])]*[\\])]\\s*$", Pattern.CASE_INSENSITIVE);

    private static String unquoted(String text) {
        boolean marked = text.length() > 2 && CLOSERS.containsKey(text.charAt(0)) && CLOSERS.get(text.charAt(0)).indexOf(text.charAt(text.length() - 1)) >= 0;
        return marked ? text.substring(1, text.length() - 1) : text;
    }

    private static List<QuotedPart> closings(String answer, int open, String closers) {
        List<QuotedPart> ends = new ArrayList<>();
        int limit = Math.min(answer.length(), open + LONGEST);
        for (int i = open + 2; i < limit && ends.size() < MOST_CLOSERS; i++) {
            if (closers.indexOf(answer.charAt(i)) >= 0 && !insideWord(answer, i) && !opens(answer, i)) {
                ends.addFirst(new QuotedPart(open + 1, answer.substring(open + 1, i), i + 1, chunkAfter(answer, i + 1)));
            }
        }
        return ends;
    }

    /** A straight mark behind a space and before a word begins the next quote. */
    private static boolean opens(String answer, int i) {
        return answer.charAt(i) == '"' && Character.isWhitespace(answer.charAt(i - 1)) && i + 1 < answer.length()
                && !Character.isWhitespace(answer.charAt(i + 1)) && CLOSING_PUNCTUATION.indexOf(answer.charAt(i + 1)) < 0;
    }

    /** An apostrophe closes nothing. */
    private static boolean insideWord(String answer, int i) {
        return answer.charAt(i) == '’' && i + 1 < answer.length() && Character.isLetter(answer.charAt(i + 1));
    }

    /** The chunk named right behind {@code from}. */
    public static Integer chunkAfter(String answer, int from) {
        Matcher chunk = CHUNK.matcher(answer.substring(from, Math.min(answer.length(), from + 160)));
        return chunk.find() ? Integer.valueOf(chunk.group(1)) : null;
    }
}

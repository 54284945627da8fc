package palimpsest.memory.retrieve;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.memory.text.AskedPart;
import palimpsest.memory.text.UnspacedWords;

/**
 * What to look for, and where.
 *
 * @param documentIds the documents searched; none means no results, null every document of the tenant
 * @param keywords    alternatives, any may match; one of several words is a phrase with slop 2
 *                    (its words within two moves of each other's place, so {@code "blue mountain"} finds {@code "mountain, the blue"})
 * @param text        the same need in plain words, for dense search; usually the keywords joined by a space
 * @param filter      which of the documents' passages count
 * @param offset      hits left out from the front: pages of one query partition its results as long as the data stays
 * @param limit       passages at most, 1 to 500
 */
public record SearchQuery(String tenant, List<UUID> documentIds, List<String> keywords, String text, SearchFilter filter, int offset, int limit) {

    /** A name of several words: "write-ahead", "scrape_interval", "r.json". */
    private static final Pattern JOINED = Pattern.compile("(?U)[\\p{L}\\p{N}]{2,}(?:[-_./:\\u2010\\u2011][\\p{L}\\p{N}]+){1,6}");
    private static final Pattern PART = Pattern.compile("\"([^\"]+)\"|[^\"]+|\"");

    /** The first hits, of all passages of the documents. */
    public SearchQuery(String tenant, List<UUID> documentIds, List<String> keywords, String text, int limit) {
        this(tenant, documentIds, keywords, text, SearchFilter.NONE, 0, limit);
    }

    /** A question in plain words: any of its words may match, and what stands between quotation marks is a phrase, and so is a name of several words that a hyphen or a dot joins. What only says how to answer is left out ({@link AskedPart}). Runs of scripts without spaces are divided into words. */
    public static SearchQuery of(String tenant, List<UUID> documentIds, String asked, int limit) {
        String text = AskedPart.of(asked);
        List<String> keywords = new ArrayList<>();
        Matcher part = PART.matcher(text);
        while (part.find()) {
            if (part.group(1) != null) {
                keywords.add(part.group(1));
            } else {
                SearchWords.locate(part.group()).stream().filter(word -> !SearchWords.standsAlone(part.group().codePointAt(word.start())))
                        .forEach(word -> keywords.add(part.group().substring(word.start(), word.end())));
                JOINED.matcher(part.group()).results().map(MatchResult::group).forEach(keywords::add);
                keywords.addAll(UnspacedWords.of(part.group()));
            }
        }
        return new SearchQuery(tenant, documentIds, keywords.stream().distinct().toList(), text, limit);
    }

    /** The same query for other places of its result. */
    public SearchQuery page(int offset, int limit) {
        return new SearchQuery(tenant, documentIds, keywords, text, filter, offset, limit);
    }
}

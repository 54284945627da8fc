package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import palimpsest.memory.language.Sentences;
import tools.jackson.databind.JsonNode;

/** What results of {@code readChunk}, {@code loadDocument} and {@code searchEngine} hold. */
final class Chunks {

    private static final Pattern MARKS = Pattern.compile("</?(?:em|b|mark|strong)>", Pattern.CASE_INSENSITIVE);
    private static final Pattern CUT = Pattern.compile("(?i)truncat|notice|shortened|salvaged");
    /** A chunk found by meaning alone is read among this many, whatever its words. */
    private static final int READ_BY_MEANING_AT = 3;
    private static final int FIRST_HITS = 10;
    /** More than the first place in the search is ahead of the fifth: the section of what is asked about is read before what says it in passing. */
    private static final double NAMED_SECTION = 0.6;
    /** What it counts that one sentence holds the question's words, and not several of the same chunk. */
    private static final double TOGETHER = 0.75;

    private Chunks() {}

    record Chunk(Integer id, String text) {}

    /** @param id the chunk to read; @param text its highlights without marks; @param marked whether a word of the search stands in them; @param document its name, may be empty */
    record Hit(int id, String text, boolean marked, String document) {}

    static List<Chunk> read(ToolResult result) {
        List<Chunk> chunks = new ArrayList<>();
        Integer own = ToolResult.integer(result.json().path("chunk_id"));
        JsonNode retrieved = result.json().path("retrieved_chunk");
        for (JsonNode item : retrieved.isArray() ? retrieved : List.of(retrieved)) {
            Integer id = ToolResult.integer(item.path("chunk_id"));
            String content = item.path("content").asString("");
            if (!content.isBlank()) {
                chunks.add(new Chunk(id == null ? own : id, content));
            }
        }
        return chunks;
    }

    static String loaded(ToolResult result) {
        StringBuilder text = new StringBuilder(result.json().path("document_content").asString(""));
        for (JsonNode document : result.json().path("documents")) {
            for (String key : List.of("document_content", "content", "text")) {
                if (document.path(key).isString()) {
                    text.append(text.isEmpty() ? "" : "\n\n").append(document.path(key).stringValue());
                    break;
                }
            }
        }
        return text.toString();
    }

    /** Whether a loaded document seems to lack its end. */
    static boolean cut(ToolResult result) {
        String text = loaded(result);
        return result.json().propertyNames().stream().anyMatch(key -> CUT.matcher(key).find())
                || Lines.NOTICE.matcher(text.substring(Math.max(0, text.length() - 300))).find();
    }

    static List<Hit> hits(ToolResult result) {
        List<Hit> hits = new ArrayList<>();
        Set<Integer> seen = new LinkedHashSet<>();
        for (JsonNode item : result.json().path("retrieved_chunks")) {
            Integer id = ToolResult.integer(item.path("chunk_id"));
            if (id != null && id >= 0 && seen.add(id)) {
                StringBuilder highlights = new StringBuilder();
                JsonNode fragments = item.path("highlights");
                for (JsonNode fragment : fragments.isArray() ? fragments : List.of(fragments)) {
                    highlights.append(fragment.asString("")).append('\n');
                }
                String marked = highlights.toString();
                hits.add(new Hit(id, MARKS.matcher(marked).replaceAll(""), MARKS.matcher(marked).find(), item.path("file_name").asString("")));
            }
        }
        return hits;
    }

    /** The order to read in: the search's own order, moved by how much of the question the highlights hold, in all and in one sentence, and whether they show the section that it names. */
    static List<Integer> inReadingOrder(List<Hit> hits, Relevance relevance) {
        record Ranked(Hit hit, double promise) {}
        List<Ranked> ranked = new ArrayList<>();
        for (int rank = 0; rank < hits.size(); rank++) {
            Hit hit = hits.get(rank);
            double together = relevance.namesHeadingIn(hit.text) ? TOGETHER + NAMED_SECTION : TOGETHER * inOneSentence(hit.text, relevance);
            ranked.add(new Ranked(hit, 1 / (1 + 0.25 * rank) + relevance.coverage(hit.text) + together));
        }
        ranked.sort(Comparator.comparingDouble(r -> -r.promise));
        List<Integer> order = new ArrayList<>(ranked.stream().map(r -> r.hit.id).toList());
        hits.stream().limit(FIRST_HITS).filter(hit -> !hit.marked).findFirst().ifPresent(byMeaning -> {
            if (order.indexOf(byMeaning.id) > READ_BY_MEANING_AT) {
                order.remove(Integer.valueOf(byMeaning.id));
                order.add(READ_BY_MEANING_AT, byMeaning.id);
            }
        });
        return order;
    }

    private static double inOneSentence(String shown, Relevance relevance) {
        return Sentences.of(shown).stream().mapToDouble(sentence -> relevance.coverage(sentence.text())).max().orElse(0);
    }
}

package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How evidence is written into notes and read back from them. */
final class Notebook {

    private static final int SUMMARY_QUOTE = 160;
    private static final Pattern SUMMARY = Pattern.compile("match (\\d\\.\\d\\d), (?:chunk (\\d+)|whole document): \"(.*?)\"( \\(dated\\))?$");
    private static final Pattern DATE_SUMMARY = Pattern.compile("dates chunk (\\d+), stands in chunk (\\d+): \"(.*)\"$");
    /** Old evidence must share this much with a new question before its note is opened. */
    private static final double OLD_NOTE_MATCHES = 0.6;
    private static final int OWN_NOTES_READ = 3;

    private final Transcript transcript;
    private final Relevance relevance;
    private final JsonMapper mapper;
    private final String prefix;

    Notebook(Transcript transcript, Relevance relevance, JsonMapper mapper) {
        this.transcript = transcript;
        this.relevance = relevance;
        this.mapper = mapper;
        this.prefix = transcript.questionNumber() > 1 ? "q" + transcript.questionNumber() + "-" : "";
    }

    /** The line about a note that stays in sight when its content does not. */
    record Entry(String key, double match, Integer chunkId, String quote, boolean dated) {

        boolean shortened() {
            return quote.endsWith("…");
        }
    }

    String key(Integer chunkId) {
        return prefix + "evidence-" + (chunkId == null ? "document" : chunkId);
    }

    String dateKey(int chunkId) {
        return prefix + "date-" + chunkId;
    }

    Map<String, Object> arguments(Integer chunkId, List<Evidence> evidence, String question) {
        Evidence best = evidence.getFirst();
        String summary = String.format(Locale.ROOT, "match %.2f, %s: \"%s\"%s", best.score(), chunkId == null ? "whole document" : "chunk " + chunkId,
                shortened(best.quote()), best.above() == null ? "" : " (dated)");
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("question", question);
        content.put("chunk_id", chunkId);
        content.put("sentences", evidence.stream().map(Evidence::quote).toList());
        content.put("match", evidence.stream().map(e -> Math.round(e.score() * 1000) / 1000.0).toList());
        content.put("dated", evidence.stream().map(e -> e.above() == null ? "" : e.above()).toList());
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("key", key(chunkId));
        arguments.put("summary", summary);
        arguments.put("content", content);
        return arguments;
    }

    Map<String, Object> dateArguments(int dated, int standsIn, String line, String question) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("question", question);
        content.put("chunk_id", standsIn);
        content.put("sentences", List.of(line));
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("key", dateKey(dated));
        arguments.put("summary", "dates chunk " + dated + ", stands in chunk " + standsIn + ": \"" + line + "\"");
        arguments.put("content", content);
        return arguments;
    }

    /** The date line noted for a chunk, as evidence of its own. */
    Optional<Evidence> dateOf(Integer chunkId) {
        if (chunkId == null) {
            return Optional.empty();
        }
        Matcher summary = DATE_SUMMARY.matcher(transcript.notes().getOrDefault(dateKey(chunkId), ""));
        return summary.find() ? Optional.of(new Evidence(Integer.valueOf(summary.group(2)), summary.group(3), 0, null)) : Optional.empty();
    }

    /** This question's evidence notes, best first. */
    List<Entry> own() {
        return entries(prefix + "evidence-").stream().sorted(Comparator.comparingDouble((Entry e) -> -e.match)).toList();
    }

    /** Notes worth opening for the answer: this question's best, and one of an earlier question if it matches this one too. */
    List<Entry> worthReading() {
        List<Entry> worth = new ArrayList<>(own().stream().limit(OWN_NOTES_READ).toList());
        if (!prefix.isEmpty()) {
            entries("").stream().filter(entry -> entry.key.contains("evidence-") && !entry.key.startsWith(prefix))
                    .map(entry -> new Entry(entry.key, relevance.ofFragment(entry.quote), entry.chunkId, entry.quote, entry.dated))
                    .filter(entry -> entry.match >= OLD_NOTE_MATCHES)
                    .max(Comparator.comparingDouble(Entry::match)).ifPresent(worth::add);
        }
        return worth;
    }

    private List<Entry> entries(String start) {
        List<Entry> entries = new ArrayList<>();
        transcript.notes().forEach((key, line) -> {
            Matcher summary = SUMMARY.matcher(line);
            if (key.startsWith(start) && summary.find()) {
                Integer chunk = summary.group(2) == null ? null : Integer.valueOf(summary.group(2));
                entries.add(new Entry(key, Double.parseDouble(summary.group(1)), chunk, summary.group(3), summary.group(4) != null));
            }
        });
        return entries;
    }

    /** The evidence in a note's content; another question's is measured anew. */
    List<Evidence> evidence(JsonNode content, String question) {
        JsonNode read = content;
        if (content.isString()) {
            try {
                read = mapper.readTree(content.stringValue());
            } catch (JacksonException e) {
                // Notes may be rendered as the runtime likes; their summaries still hold the best sentence.
                return List.of();
            }
        }
        boolean sameQuestion = read.path("question").asString("").equals(question);
        Integer chunk = ToolResult.integer(read.path("chunk_id"));
        List<Evidence> evidence = new ArrayList<>();
        int i = 0;
        for (JsonNode sentence : read.path("sentences")) {
            String quote = sentence.asString("");
            double noted = read.path("match").path(i).asDouble(0);
            String dated = read.path("dated").path(i).asString("");
            double score = sameQuestion && noted > 0 ? noted : relevance.ofFragment(quote);
            if (!quote.isBlank() && score > 0) {
                evidence.add(new Evidence(chunk, quote, score, dated.isEmpty() ? null : dated));
            }
            i++;
        }
        return evidence;
    }

    private static String shortened(String quote) {
        if (quote.codePointCount(0, quote.length()) <= SUMMARY_QUOTE) {
            return quote;
        }
        return quote.substring(0, quote.offsetByCodePoints(0, SUMMARY_QUOTE)) + "…";
    }
}

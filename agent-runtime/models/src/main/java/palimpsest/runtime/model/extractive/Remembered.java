package palimpsest.runtime.model.extractive;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import palimpsest.memory.language.FixedWords;
import palimpsest.memory.text.BackReference;
import tools.jackson.databind.JsonNode;

/**
 * A memory as {@code recallMemory} shows it.
 *
 * @param said  when, as an instant in text, and {@code speaker} by whom
 * @param place the conversation and the turn's number
 * @param since day from which it is true
 * @param rank  its place among what was recalled, 0 for the best
 * @param reference by which the tools of memory know it; empty where none is told
 * @param corrects  reference of the one that it was said to correct; empty for none
 * @param after     what the same person said right before it, where its words need that; else empty
 * @param turn      its place among the turns of the conversation, where turns that follow each other have numbers that do; -1 where that can't be told
 */
record Remembered(String text, String said, String speaker, String place, String since, int rank, String reference, String corrects, String after, long turn) {

    private static final Pattern SAID = Pattern.compile("(\\S+) by (.+)");
    private static final Pattern MINE = Pattern.compile("(?iU)\\b(?:my|our) ((?:[\\p{L}'’-]+ ){0,3}?[\\p{L}'’-]+?) (?:(?:is|are|was|were) (?:now |called |named )?)(?!(?:in|on|at|not)\\b)|我的([^\\p{P}\\s的]{1,8}?)(?:现在|已经)?(?:叫|是|换成|改成|改为)");
    private static final Pattern PASSING = Pattern.compile("(?iU)\\b(?:new|current|latest|present|now)\\b ?|^新");
    private static final Pattern NUMBER = Pattern.compile(" #(-?\\d{1,18})$");
    private static final int DAY = 10;
    /** Who speaks where an agent spoke. */
    static final String AGENT = "assistant";

    /** All that was recalled but what an answer was sent back for. */
    static List<Remembered> in(Transcript transcript) {
        var all = new ArrayList<Remembered>();
        List<String> failed = transcript.sentBack();
        for (Step step : transcript.all(Tools.RECALL)) {
            if (step.readable()) {
                for (JsonNode memory : step.result().json().path("memories")) {
                    Matcher said = SAID.matcher(memory.path("said").asString(""));
                    String text = memory.path("text").asString("");
                    String place = memory.path("conversation").asString("");
                    if (said.matches() && !text.isBlank() && failed.stream().noneMatch(claim -> holds(claim, text)) && all.stream().noneMatch(known -> known.isOf(text, place))) {
                        all.add(new Remembered(text, said.group(1), said.group(2), place,
                                memory.path("since").asString(day(said.group(1))), all.size(), memory.path("id").asString(""), memory.path("corrects").asString(""), memory.path("after").asString(""), memory.path("turn").asLong(number(place))));
                    }
                }
            }
        }
        return all;
    }

    /** @param claim perhaps cut at its end, as the model is told it */
    private static boolean holds(String claim, String text) {
        return claim.contains(text.strip()) || Transcript.isBeginning(claim, text.strip());
    }

    /** Whether it is what was recalled before, or a part of it: a run may look twice, and of a turn a fact may be kept besides. */
    private boolean isOf(String text, String place) {
        return this.place.equals(place) && (this.text.contains(text) || text.contains(this.text));
    }

    private static String day(String instant) {
        return instant.length() < DAY ? instant : instant.substring(0, DAY);
    }

    /** The conversation in which it was said. */
    String conversation() {
        return NUMBER.matcher(place).replaceAll("");
    }

    /** The number of a turn in its conversation; -1 where that can't be told. */
    private static long number(String place) {
        Matcher number = NUMBER.matcher(place);
        return number.find() ? Long.parseLong(number.group(1)) : -1;
    }

    /** When it was said; the beginning of time where that can't be told. */
    Instant at() {
        try {
            return Instant.parse(said);
        } catch (DateTimeParseException e) {
            return Instant.MIN;
        }
    }

    /** The day on which it was said, and that from which it is true; none where they can't be told. */
    List<LocalDate> days() {
        return Stream.of(day(said), since).distinct().flatMap(day -> {
            try {
                return Stream.of(LocalDate.parse(day));
            } catch (DateTimeParseException e) {
                return Stream.empty();
            }
        }).toList();
    }

    /** Whether it was said to correct another one, whose words it lacks. */
    boolean isSaidToCorrect(Remembered other) {
        return !corrects.isEmpty() && corrects.equals(other.reference);
    }

    /** Whether the user said it to an agent; others are named. */
    boolean byUser() {
        return speaker.equals("user");
    }

    /** The words with whom they are of: "my sister lives in Porto" for "She lives in Porto." */
    String told() {
        return after.isEmpty() ? text : BackReference.resolved(text, after).orElse(text);
    }

    /** What the same person said right before it, told in the same conversation. */
    Remembered before() {
        return new Remembered(after, said, speaker, place, day(said), rank, "", "", "", turn - 1);
    }

    /** As a line of a dialogue, where it was a person with a name who said it. */
    String line() {
        String text = told().replaceAll("\\s+", " ").strip();
        return byUser() || speaker.equals(AGENT) ? text : speaker + ": " + text;
    }

    /**
     * What it says something of that is one thing at a time: where somebody lives, works, what "my boat" is. Of two statements on it the later
     * one holds. Empty for all others.
     */
    Optional<String> singular() {
        Optional<OneAtATime> one = OneAtATime.toldIn(text);
        if (one.isPresent()) {
            return one.map(OneAtATime::name);
        }
        Matcher mine = MINE.matcher(text);
        if (!mine.find()) {
            return Optional.empty();
        }
        String thing = mine.group(1) == null ? mine.group(2) : mine.group(1);
        return Optional.of("my " + PASSING.matcher(thing.toLowerCase(Locale.ROOT)).replaceAll("").strip());
    }

    /** Where it was said, by whom and when, in the words of the answer's language. */
    String source(FixedWords.OfMemory words) {
        return words.sourceOf(byUser() ? null : speaker, day(said), conversation());
    }
}

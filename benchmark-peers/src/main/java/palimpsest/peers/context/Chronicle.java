package palimpsest.peers.context;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.memory.text.Tokenizer;

/**
 * A made-up text with numbered records at random places: some hundred, however long the text is, those of each task among those of the others and
 * among others of their kind. The same for the same seed.
 *
 * @param text    of about as many tokens as asked for
 * @param answers the right ones
 */
record Chronicle(String text, Map<ReadingTask, SortedMap<String, String>> answers) {

    /** One record, as it stands in the text and wherever it is repeated. */
    static final Pattern RECORD = Pattern.compile("Record (\\d+): ([^.\"\\\\]+)\\.");

    private static final String[] WORDS = ("river mountain archive letter captain harvest bridge winter library signal garden copper engine market forest treaty lantern "
            + "village council storm railway museum orchard compass weaver quarry meadow tavern").split(" ");
    private static final List<String> POSTS = List.of("Aurik", "Belmar", "Corvo", "Dunmore", "Eskil", "Fenwick", "Gorran", "Hesper");
    private static final List<String> OFFICES = List.of("pilot", "warden", "gauger", "chandler", "bellman", "porter");
    private static final List<String> NAMES = List.of("Krull", "Brandt", "Halvorsen", "Novak", "Lindqvist", "Moreau", "Okafor", "Tanaka");
    private static final int SENTENCES_IN_PARAGRAPH = 6;
    private static final int WORDS_IN_SENTENCE = 11;
    private static final int VISITS = 24;
    private static final int PAYMENTS = 20;
    private static final int CHANGES = 4;

    static Chronicle of(int tokens, Tokenizer tokenizer, long seed) {
        var random = new Random(seed);
        List<String> records = records(random);
        List<String> paragraphs = new ArrayList<>();
        for (long counted = tokenizer.count(String.join("\n", records)); counted < tokens; ) {
            String paragraph = paragraph(random);
            paragraphs.add(paragraph);
            counted += tokenizer.count(paragraph);
        }
        int[] places = random.ints(records.size(), 0, paragraphs.size()).sorted().toArray();
        Map<ReadingTask, SortedMap<String, String>> answers = new EnumMap<>(ReadingTask.class);
        for (ReadingTask task : ReadingTask.values()) {
            SortedMap<String, String> answer = new TreeMap<>();
            for (String record : records) {
                answer = task.with(answer, record);
            }
            answers.put(task, answer);
        }
        for (int i = records.size() - 1; i >= 0; i--) {
            paragraphs.set(places[i], paragraphs.get(places[i]).replaceFirst("\n\n", Matcher.quoteReplacement(" Record " + (i + 1) + ": " + records.get(i) + ".\n\n")));
        }
        return new Chronicle(String.join("", paragraphs), answers);
    }

    private static List<String> records(Random random) {
        List<String> records = new ArrayList<>();
        records.add("the code of the station Vigo is " + random.nextInt(1000, 10_000));
        POSTS.forEach(post -> records.add("the code of the tide post " + post + " is " + random.nextInt(1000, 10_000)));
        for (String ship : List.of("Albatross", "Cormorant")) {
            random.ints(VISITS, 1, 29).forEach(day -> records.add("the ship " + ship + " put in on day " + day));
        }
        for (String account : List.of("Heron", "Plover")) {
            random.ints(PAYMENTS, 10, 900).forEach(crowns -> records.add("the account " + account + (random.nextInt(3) == 0 ? " paid out " : " took in ") + crowns + " crowns"));
        }
        for (String office : OFFICES) {
            random.ints(CHANGES, 0, NAMES.size()).forEach(name -> records.add("the office of " + office + " passes to " + NAMES.get(name)));
        }
        Collections.shuffle(records, random);
        return records;
    }

    private static String paragraph(Random random) {
        String[] sentences = new String[SENTENCES_IN_PARAGRAPH];
        Arrays.setAll(sentences, i -> {
            var sentence = new StringBuilder("The");
            for (int word = 0; word < WORDS_IN_SENTENCE; word++) {
                sentence.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
            }
            return sentence.append('.').toString();
        });
        return String.join(" ", sentences) + "\n\n";
    }
}

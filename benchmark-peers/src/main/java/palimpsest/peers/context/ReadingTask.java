package palimpsest.peers.context;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A question about the records of a {@link Chronicle}, and what each record changes in its answer. */
enum ReadingTask {

    /** One record of the whole text. */
    NEEDLE("What is the code of the station Vigo?", "the code of the station (Vigo) is (\\d+)") {
        @Override
        void apply(Matcher record, SortedMap<String, String> answer) {
            answer.put(record.group(1), record.group(2));
        }
    },
    /** Eight records. */
    NEEDLES("What are the codes of the eight tide posts?", "the code of the tide post (\\w+) is (\\d+)") {
        @Override
        void apply(Matcher record, SortedMap<String, String> answer) {
            answer.put(record.group(1), record.group(2));
        }
    },
    COUNT("How often did the ship Albatross put in?", "the ship (Albatross) put in") {
        @Override
        void apply(Matcher record, SortedMap<String, String> answer) {
            answer.merge(record.group(1), "1", ReadingTask::sum);
        }
    },
    /** The balance of one account. */
    LEDGER("What is the balance of the account Heron?", "the account (Heron) (took in|paid out) (\\d+) crowns") {
        @Override
        void apply(Matcher record, SortedMap<String, String> answer) {
            answer.merge(record.group(1), (record.group(2).equals("paid out") ? "-" : "") + record.group(3), ReadingTask::sum);
        }
    },
    /** Of six offices the last holder each. */
    UPDATES("Who holds each of the six offices now?", "the office of (\\w+) passes to (\\w+)") {
        @Override
        void apply(Matcher record, SortedMap<String, String> answer) {
            answer.put(record.group(1), record.group(2));
        }
    };

    private final String question;
    private final Pattern record;

    ReadingTask(String question, String record) {
        this.question = question;
        this.record = Pattern.compile(record);
    }

    /** The one that asks so. */
    static ReadingTask asking(String question) {
        return Arrays.stream(values()).filter(task -> question.contains(task.question)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No task asks: " + question));
    }

    String question() {
        return question;
    }

    /** Whether the record changes the answer. */
    boolean concerns(String text) {
        return record.matcher(text).find();
    }

    /** The answer with the record; the same when it does not concern it. */
    SortedMap<String, String> with(SortedMap<String, String> answer, String text) {
        Matcher matcher = record.matcher(text);
        var changed = new TreeMap<>(answer);
        if (matcher.find()) {
            apply(matcher, changed);
        }
        return changed;
    }

    abstract void apply(Matcher record, SortedMap<String, String> answer);

    private static String sum(String left, String right) {
        return Integer.toString(Integer.parseInt(left) + Integer.parseInt(right));
    }
}

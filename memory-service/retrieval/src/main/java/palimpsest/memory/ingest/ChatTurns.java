package palimpsest.memory.ingest;

import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns of a chat as text, {@code Name: (time) what was said}, under the days on which they were said. */
final class ChatTurns {

    private static final Pattern EPOCH = Pattern.compile("(\\d{9,10}|\\d{12,13})(?:\\.\\d{1,9})?");
    private static final Pattern DATED = Pattern.compile("\\d{4}-\\d\\d-\\d\\d.*", Pattern.DOTALL);

    private final StringBuilder text = new StringBuilder();
    private String day = "";

    /** @param at date and time in ISO 8601 or since 1970, or any other time; empty where it is unknown */
    void said(String at, String speaker, String said) {
        String time = time(at);
        boolean dated = DATED.matcher(time).matches();
        String hour = dated && time.length() >= 16 ? time.substring(11, 16) : dated ? "" : time;
        add(dated ? time.substring(0, 10) : "", speaker, (hour.isEmpty() ? "" : "(" + hour + ") ") + said);
    }

    void add(String at, String speaker, String said) {
        if (!at.equals(day)) {
            text.append(text.isEmpty() ? "" : "\n").append("# ").append(at).append("\n\n");
            day = at;
        }
        text.append(speaker.substring(0, 1).toUpperCase(Locale.ROOT)).append(speaker.substring(1)).append(": ").append(said.strip().replaceAll("\\s*\\R\\s*", " ")).append('\n');
    }

    void goOn(String line) {
        if (!text.isEmpty()) {
            text.setLength(text.length() - 1);
            text.append(' ').append(line.strip()).append('\n');
        }
    }

    /** Seconds or milliseconds since 1970 as a time in UTC; anything else as it is. */
    private static String time(String at) {
        Matcher epoch = EPOCH.matcher(at);
        if (!epoch.matches()) {
            return at;
        }
        long since = Long.parseLong(epoch.group(1));
        return (epoch.group(1).length() > 10 ? Instant.ofEpochMilli(since) : Instant.ofEpochSecond(since)).toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

package palimpsest.memory.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time of day in a text.
 *
 * @param minutes of the day that it may mean: 9:30 without am or pm may be in the evening
 */
public record TimeClaim(String text, int start, int end, Set<Integer> minutes) {

    private static final Pattern TIME = Pattern.compile("(?<![\\d:.,/-])(\\d{1,2})(?::(\\d{2})(?::\\d{2})?|\\.(\\d{2})(?= ?(?:[ap]\\.? ?m|uhr|h\\b)))?"
            + "(?![\\d:])(?: ?([ap])\\.? ?m\\b\\.?| ?(uhr|o['’]clock|h(?=\\d{2}?\\b)))?", Pattern.CASE_INSENSITIVE);
    private static final int NOON = 12 * 60;

    public static List<TimeClaim> in(String original) {
        List<TimeClaim> found = new ArrayList<>();
        String text = Digits.plain(original);
        Matcher match = TIME.matcher(text);
        boolean any = Digits.standIn(text);
        while (any && match.find()) {
            String minute = match.group(2) != null ? match.group(2) : match.group(3);
            boolean time = minute != null || match.group(4) != null || match.group(5) != null;
            int hour = Integer.parseInt(match.group(1));
            int past = minute == null ? 0 : Integer.parseInt(minute);
            if (time && hour <= 24 && past < 60) {
                found.add(new TimeClaim(match.group(), match.start(), match.end(), minutes(hour, past, match.group(4))));
            }
        }
        return found;
    }

    private static Set<Integer> minutes(int hour, int minute, String half) {
        if (half == null) {
            int said = hour % 24 * 60 + minute;
            return hour >= 1 && hour < 12 ? Set.of(said, said + NOON) : hour == 12 ? Set.of(said, minute) : Set.of(said);
        }
        int said = hour % 12 * 60 + minute;
        return Set.of(half.toLowerCase(Locale.ROOT).equals("p") ? said + NOON : said);
    }

    public boolean sameTime(TimeClaim other) {
        return minutes.stream().anyMatch(other.minutes::contains);
    }
}

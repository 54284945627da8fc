package palimpsest.runtime.caller;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the value of one text field out of a JSON object that is still being written. */
final class StringField {

    private static final int UNICODE = 6;
    private static final int HEX = 16;

    private final Pattern opening;
    private final StringBuilder json = new StringBuilder();
    /** Where reading goes on; -1 before the value begins. */
    private int at = -1;
    private boolean ended;

    StringField(String name) {
        this.opening = Pattern.compile("^\\s*\\{\\s*\"" + Pattern.quote(name) + "\"\\s*:\\s*\"");
    }

    /** What of the value can be read with this further part of the object. Empty when the field is not the object's first. */
    String more(String part) {
        json.append(part);
        if (at < 0) {
            Matcher found = opening.matcher(json);
            if (!found.find()) {
                return "";
            }
            at = found.end();
        }
        var value = new StringBuilder();
        while (!ended && readOne(value)) { }
        return value.toString();
    }

    /** Reads a character, or a pair that belongs together; false when more of the object is needed. */
    private boolean readOne(StringBuilder value) {
        int length = length(at);
        if (length == 0) {
            return false;
        }
        char read = value(at);
        if (json.charAt(at) == '"') {
            ended = true;
            return false;
        }
        if (!Character.isHighSurrogate(read)) {
            value.append(read);
            at += length;
            return true;
        }
        int low = length(at + length);
        if (low == 0) {
            return false;
        }
        value.append(read).append(value(at + length));
        at += length + low;
        return true;
    }

    /** Of the character as it is written; 0 when it is not there whole. */
    private int length(int from) {
        if (from >= json.length()) {
            return 0;
        }
        if (json.charAt(from) != '\\') {
            return 1;
        }
        if (from + 1 >= json.length()) {
            return 0;
        }
        int length = json.charAt(from + 1) == 'u' ? UNICODE : 2;
        return from + length <= json.length() ? length : 0;
    }

    private char value(int from) {
        if (json.charAt(from) != '\\') {
            return json.charAt(from);
        }
        return switch (json.charAt(from + 1)) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> hexadecimal(json.substring(from + 2, from + UNICODE));
            default -> json.charAt(from + 1);
        };
    }

    private static char hexadecimal(String digits) {
        try {
            return (char) Integer.parseInt(digits, HEX);
        } catch (NumberFormatException e) {
            return '\uFFFD';
        }
    }
}

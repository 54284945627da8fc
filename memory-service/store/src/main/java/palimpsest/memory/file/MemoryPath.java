package palimpsest.memory.file;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path at or under {@code /memories}. There is no way to write one that means another place: no relative parts, no encoded or
 * look-alike separators and dots, no invisible characters; one place has one spelling.
 *
 * @param text canonical: no slash at the end, Unicode in form NFC
 */
public record MemoryPath(String text) {

    public static final String ROOT = "/memories";

    private static final int LONGEST = 500;
    private static final int DEEPEST = 16;
    private static final Pattern ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");
    /** Characters that are drawn like a slash, a backslash or dots, but are none. */
    private static final String LOOK_ALIKES = "\u2024\u2025\u2026\uFE52\uFF0E\uA60E\u06D4\u0701\u0702\u2044\u2215\u29F8\u2571\uFF0F\u2CC6"
            + "\u2216\u29F5\u29F9\uFE68\uFF3C\u27CB\u27CD\u2572";

    /** @throws InvalidMemoryCommand when the text is no such path */
    public MemoryPath {
        text = canonical(text);
    }

    public boolean isRoot() {
        return text.equals(ROOT);
    }

    /** Whether it is below {@code directory}, at any depth. */
    public boolean isUnder(MemoryPath directory) {
        return text.startsWith(directory.text + "/");
    }

    /** The directories above it, the nearest last, without the root. */
    public List<String> ancestors() {
        List<String> ancestors = new ArrayList<>();
        for (int slash = text.indexOf('/', ROOT.length() + 1); slash > 0; slash = text.indexOf('/', slash + 1)) {
            ancestors.add(text.substring(0, slash));
        }
        return ancestors;
    }

    private static String canonical(String given) {
        String path = given == null ? "" : given;
        if (path.length() > LONGEST) {
            throw refused(path.substring(0, 40) + "…", "it has " + path.length() + " characters, and " + LONGEST + " are allowed");
        }
        path.codePoints().forEach(character -> check(path, character));
        if (ENCODED.matcher(path).find()) {
            throw refused(path, "percent-encoding is not used in it");
        }
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!trimmed.equals(ROOT) && !trimmed.startsWith(ROOT + "/")) {
            throw refused(path, "it must start with " + ROOT);
        }
        String normal = Normalizer.normalize(trimmed, Normalizer.Form.NFC);
        String[] parts = normal.substring(1).split("/", -1);
        if (parts.length > DEEPEST) {
            throw refused(path, "it is more than " + DEEPEST + " levels deep");
        }
        for (String part : parts) {
            if (part.isEmpty() || part.isBlank() || !part.equals(part.strip()) || part.chars().allMatch(c -> c == '.')) {
                throw refused(path, "each part needs a name of its own");
            }
        }
        return normal;
    }

    private static void check(String path, int character) {
        boolean invisible = switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED, Character.LINE_SEPARATOR,
                 Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
        if (invisible) {
            throw refused("with U+%04X".formatted(character), "it holds a character that is not shown");
        }
        if (character == '\\' || LOOK_ALIKES.indexOf(character) >= 0 || foldsToSeparator(character)) {
            throw refused(path, "parts are separated by / and nothing that looks like it or like a dot is allowed");
        }
    }

    private static boolean foldsToSeparator(int character) {
        if (character < 0x80) {
            return false;
        }
        String folded = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKC);
        return folded.indexOf('/') >= 0 || folded.indexOf('\\') >= 0 || folded.indexOf('.') >= 0;
    }

    private static InvalidMemoryCommand refused(String path, String reason) {
        return new InvalidMemoryCommand("Error: The path " + path + " is not allowed: " + reason + ".");
    }
}

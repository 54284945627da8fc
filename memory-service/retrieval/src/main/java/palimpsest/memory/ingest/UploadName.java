package palimpsest.memory.ingest;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import palimpsest.memory.text.StorableText;

/** What an upload is called: a client may send any path, and only what lies below a chosen folder is its business. */
final class UploadName {

    private static final int LONGEST = 300;

    private UploadName() {}

    static String of(String fileName) {
        // a Mac takes letters and their marks apart; marks of direction make a name look like another one
        String composed = Normalizer.normalize(StorableText.clean(fileName == null ? "" : fileName).value(), Normalizer.Form.NFC);
        String clean = composed.replace('\\', '/').replaceAll("[\\p{Cntrl}\u202a-\u202e\u2066-\u2069]", "");
        List<String> segments = Arrays.stream(clean.split("/")).map(String::strip).filter(s -> !s.isEmpty() && !s.equals(".")).toList();
        if (segments.isEmpty()) {
            return "upload";
        }
        boolean relative = !clean.startsWith("/") && !segments.getFirst().endsWith(":") && !segments.contains("..");
        String name = relative ? String.join("/", segments) : segments.getLast();
        if (name.equals("..")) {
            return "upload";
        }
        return name.codePointCount(0, name.length()) <= LONGEST ? name
                : name.substring(name.offsetByCodePoints(name.length(), -LONGEST));
    }
}

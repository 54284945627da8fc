package palimpsest.memory.ingest;

import java.util.Arrays;
import java.util.List;
import palimpsest.memory.text.StorableText;

/** What an upload is called: a client may send any path, and only what lies below a chosen folder is its business. */
final class UploadName {

    private static final int LONGEST = 300;

    private UploadName() {}

    static String of(String fileName) {
        String clean = StorableText.clean(fileName == null ? "" : fileName).value().replace('\\', '/').replaceAll("\\p{Cntrl}", "");
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

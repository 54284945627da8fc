package palimpsest.memory.ingest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Takes out of office files what their own programs do not show, and Tika does: text that tracked changes delete, and hidden text. Fills merged cells. */
final class ShownParts {

    /** Of a part in XML: larger ones stay as they are. */
    private static final int LARGEST = 50_000_000;
    /** Of all parts together. */
    private static final long MOST = 150_000_000;
    private static final Pattern ODF_DELETED = Pattern.compile("(?s)<text:tracked-changes\\b.*?</text:tracked-changes>");
    private static final Pattern WORD_RUN = Pattern.compile("(?s)<w:r(?:\\s[^>]*)?><w:rPr>(.{0,3000}?)</w:rPr>.*?</w:r>");
    private static final Pattern WORD_HIDES = Pattern.compile("<w:vanish(?:\\s+w:val=\"(?:1|true|on)\")?\\s*/>");
    private static final String WORD_HYPHEN = "<w:noBreakHyphen/>";

    private static final String OPEN_XML = "application/vnd.openxmlformats-officedocument.";
    private static final String WORD = "word/document\\.xml";

    private ShownParts() {}

    /** The file without these; the same one where there are none, or where it can't be looked into. */
    static byte[] of(String mediaType, byte[] content) {
        try {
            if (mediaType.startsWith("application/vnd.oasis.opendocument.flat")) {
                return ODF_DELETED.matcher(latin(content)).replaceAll("").getBytes(StandardCharsets.ISO_8859_1);
            }
            if (mediaType.startsWith("application/vnd.oasis.opendocument.")) {
                return parts(content, "content\\.xml", "<text:tracked-changes", xml -> ODF_DELETED.matcher(xml).replaceAll(""));
            }
            if (mediaType.startsWith(OPEN_XML + "wordprocessingml.")) {
                byte[] hyphens = parts(content, WORD, WORD_HYPHEN, xml -> xml.replace(WORD_HYPHEN, "<w:t>-</w:t>"));
                return parts(parts(hyphens, WORD, "<w:vanish", ShownParts::withoutHidden), WORD, "<w:(?:vMerge|gridSpan)\\b", MergedCells::filled);
            }
            if (mediaType.startsWith(OPEN_XML + "presentationml.")) {
                return parts(content, "ppt/slides/[^/]*\\.xml", "\\bvMerge=", MergedCells::filled);
            }
            if (mediaType.startsWith(OPEN_XML + "spreadsheetml.")) {
                return parts(content, "xl/worksheets/[^/]*\\.xml", "<mergeCell\\s", xml -> MergedCells.filledSheet(xml, text(content, "xl/sharedStrings.xml")));
            }
            return mediaType.equals("application/rtf") ? RtfRewriter.rewrite(content) : content;
        } catch (IOException | IllegalArgumentException e) {
            return content;
        }
    }

    private static String withoutHidden(String xml) {
        return WORD_RUN.matcher(xml).replaceAll(run -> WORD_HIDES.matcher(run.group(1)).find() ? "" : Matcher.quoteReplacement(run.group()));
    }

    /** Changes an XML part of a ZIP file. */
    @FunctionalInterface
    private interface Change {
        String of(String xml) throws IOException;
    }

    /**
     * Changes parts where they hold something; bytes outside of ASCII stay what they are.
     *
     * @param names and what the parts hold, as regular expressions
     */
    private static byte[] parts(byte[] content, String names, String holds, Change change) throws IOException {
        Pattern name = Pattern.compile(names);
        Pattern held = Pattern.compile(holds);
        var changed = new HashMap<String, byte[]>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String xml = name.matcher(entry.getName()).matches() ? latin(in.readNBytes(LARGEST)) : "";
                if (xml.length() < LARGEST && held.matcher(xml).find()) {
                    changed.put(entry.getName(), change.of(xml).getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        }
        return changed.isEmpty() ? content : with(content, changed);
    }

    private static byte[] with(byte[] content, Map<String, byte[]> changed) throws IOException {
        var all = new ByteArrayOutputStream(content.length);
        long most = MOST;
        try (var in = new ZipInputStream(new ByteArrayInputStream(content)); var out = new ZipOutputStream(all)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] part = changed.containsKey(entry.getName()) ? changed.get(entry.getName()) : in.readNBytes(LARGEST);
                most -= part.length;
                if (part.length == LARGEST || most < 0) {
                    throw new IOException("too large to be changed");
                }
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(part);
            }
        }
        return all.toByteArray();
    }

    /** A part of a ZIP file, empty where there is none. */
    private static String text(byte[] content, String name) throws IOException {
        try (var in = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return latin(in.readNBytes(LARGEST));
                }
            }
        }
        return "";
    }

    private static String latin(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1);
    }
}

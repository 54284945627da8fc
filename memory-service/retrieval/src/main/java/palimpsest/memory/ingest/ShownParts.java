package palimpsest.memory.ingest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Takes out of office files what their own programs do not show, and Tika does: text that tracked changes delete, and hidden text. */
final class ShownParts {

    /** Of a part in XML: larger ones stay as they are. */
    private static final int LARGEST = 50_000_000;
    private static final Pattern ODF_DELETED = Pattern.compile("(?s)<text:tracked-changes\\b.*?</text:tracked-changes>");
    private static final Pattern WORD_RUN = Pattern.compile("(?s)<w:r(?:\\s[^>]*)?><w:rPr>(.{0,3000}?)</w:rPr>.*?</w:r>");
    private static final Pattern WORD_HIDES = Pattern.compile("<w:vanish(?:\\s+w:val=\"(?:1|true|on)\")?\\s*/>");
    private static final String WORD_HYPHEN = "<w:noBreakHyphen/>";

    private ShownParts() {}

    /** The file without these; the same one where there are none, or where it can't be looked into. */
    static byte[] of(String mediaType, byte[] content) {
        try {
            if (mediaType.startsWith("application/vnd.oasis.opendocument.flat")) {
                return ODF_DELETED.matcher(latin(content)).replaceAll("").getBytes(StandardCharsets.ISO_8859_1);
            }
            if (mediaType.startsWith("application/vnd.oasis.opendocument.")) {
                return part(content, "content.xml", "<text:tracked-changes", xml -> ODF_DELETED.matcher(xml).replaceAll(""));
            }
            if (mediaType.startsWith("application/vnd.openxmlformats-officedocument.wordprocessingml.")) {
                byte[] hyphens = part(content, "word/document.xml", WORD_HYPHEN, xml -> xml.replace(WORD_HYPHEN, "<w:t>-</w:t>"));
                return part(hyphens, "word/document.xml", "<w:vanish", ShownParts::withoutHidden);
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
        String of(String xml);
    }

    /** Changes one part where it holds a text; bytes outside of ASCII stay what they are. */
    private static byte[] part(byte[] content, String name, String holds, Change change) throws IOException {
        String xml = null;
        try (var in = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null && xml == null; entry = in.getNextEntry()) {
                xml = entry.getName().equals(name) ? latin(in.readNBytes(LARGEST)) : null;
            }
        }
        if (xml == null || xml.length() == LARGEST || !xml.contains(holds)) {
            return content;
        }
        var changed = new ByteArrayOutputStream(content.length);
        try (var in = new ZipInputStream(new ByteArrayInputStream(content)); var out = new ZipOutputStream(changed)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                if (entry.getName().equals(name)) {
                    out.write(change.of(xml).getBytes(StandardCharsets.ISO_8859_1));
                } else {
                    out.write(in.readNBytes(LARGEST));
                }
            }
        }
        return changed.toByteArray();
    }

    private static String latin(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1);
    }
}

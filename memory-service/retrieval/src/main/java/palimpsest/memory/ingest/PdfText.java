package palimpsest.memory.ingest;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.pdfbox.pdmodel.interactive.form.PDPushButton;
import org.apache.pdfbox.pdmodel.interactive.form.PDRadioButton;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/**
 * Writes a PDF as text: pages with {@link #PAGE} in front of all but the first, a line a line, columns one after the other, and a row of a table as one
 * line with tabs between its cells. Where the file draws columns one after the other, that order is kept; only lines that it draws across them are taken apart.
 */
final class PdfText extends PDFTextStripper {

    static final char PAGE = '\f';

    /** A gap is between cells from so many heights of a letter on; between what ends with a number and what begins like one, from less on. */
    private static final double CELL_GAP = 1.5;
    private static final double NUMBER_GAP = 0.5;
    private static final Pattern ENDS_NUMBER = Pattern.compile(".*[\\d)%—–-]", Pattern.DOTALL);
    private static final Pattern BEGINS_NUMBER = Pattern.compile("[\\p{Sc}(+—–-]?\\s?[\\d.,]+[\\d)%]*|[\\p{Sc}(—–-]");
    private static final Pattern CURRENCY = Pattern.compile("\\(?\\p{Sc}\\(?");
    private static final String SPACE = "[\\s\\p{Z}]";
    private static final Pattern SPACES = Pattern.compile(SPACE + "+");
    private static final Pattern WIDE_SPACES = Pattern.compile(SPACE + "{2,}");
    private static final Pattern NUMBERS = Pattern.compile("[\\p{Sc}\\d.,()%—–\\s\\p{Z}-]+");
    /** Rows of a table are further apart than lines of a paragraph, and belong together. */
    private static final Pattern BETWEEN_ROWS = Pattern.compile("(?m)(^[^\\n\\f]*\\t[^\\n\\f]*\\n)\\n+(?=[^\\n\\f]*\\t)");
    private static final Pattern LINE_ENDS = Pattern.compile("[ \\t]+\n");
    private static final Pattern MUCH_SPACE = Pattern.compile("\n{3,}");
    /** A sentence that goes on in the next column or on the next page: no end of one before, and a small letter behind. */
    private static final Pattern GOES_ON = Pattern.compile("(?<=[\\p{Ll},;])\n{1,2}(\f?)(?=\\p{Ll}[^\\n\\t]{12})");
    private static final Pattern CLOSES_NUMBER = Pattern.compile("[)%]+");

    private record Drawn(String text, double start, double end, double height) {}

    private final List<Drawn> line = new ArrayList<>();
    private final int mostCharacters;

    private PdfText(int mostCharacters) {
        this.mostCharacters = mostCharacters;
        setLineSeparator("\n");
        setParagraphEnd("\n");
        setPageEnd("\n" + PAGE);
    }

    /**
     * @param mostCharacters after which reading ends
     * @throws org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException when a password is needed
     * @throws TooLong when it holds more
     */
    static String of(byte[] content, int mostCharacters) throws IOException {
        try (PDDocument document = Loader.loadPDF(content)) {
            var text = new StringWriter();
            new PdfText(mostCharacters).writeText(document, text);
            String pages = text.toString();
            int end = pages.endsWith(String.valueOf(PAGE)) ? pages.length() - 1 : pages.length();
            String rows = BETWEEN_ROWS.matcher(LINE_ENDS.matcher(pages.substring(0, end)).replaceAll("\n")).replaceAll("$1");
            return GOES_ON.matcher(MUCH_SPACE.matcher(rows).replaceAll("\n\n")).replaceAll("\n$1") + fields(document);
        }
    }

    /** What is filled in a form is drawn apart from the pages: its fields as lines after the last page. */
    private static String fields(PDDocument document) {
        PDAcroForm form = document.getDocumentCatalog().getAcroForm();
        var fields = new StringBuilder();
        if (form != null) {
            for (PDField field : form.getFieldTree()) {
                String value = field.getValueAsString();
                if (value != null && !value.isBlank() && !(field instanceof PDRadioButton || field instanceof PDPushButton)) {
                    String name = field.getAlternateFieldName() == null ? field.getPartialName() : field.getAlternateFieldName();
                    fields.append(name == null ? "" : name + ": ").append(value.strip()).append('\n');
                }
            }
        }
        return fields.toString();
    }

    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;
    }

    @Override
    protected void writePage() throws IOException {
        for (List<TextPosition> article : charactersByArticle) {
            List<TextPosition> ordered = PdfColumns.inReadingOrder(article);
            if (ordered != article) {
                article.clear();
                article.addAll(ordered);
            }
        }
        super.writePage();
    }

    @Override
    protected void writeString(String text, List<TextPosition> positions) throws IOException {
        if (positions.isEmpty()) {
            line.add(new Drawn(text, Double.NaN, Double.NaN, 0));
            return;
        }
        TextPosition first = positions.getFirst();
        TextPosition last = positions.getLast();
        line.add(new Drawn(text, first.getXDirAdj(), last.getXDirAdj() + last.getWidthDirAdj(), first.getFontSizeInPt()));
    }

    @Override
    protected void writeWordSeparator() {
        // what stands between two words is known when both are
    }

    @Override
    protected void writeLineSeparator() throws IOException {
        flushLine();
        super.writeLineSeparator();
    }

    @Override
    protected void writeParagraphEnd() throws IOException {
        flushLine();
        super.writeParagraphEnd();
    }

    @Override
    protected void endArticle() throws IOException {
        flushLine();
        super.endArticle();
    }

    @Override
    protected void writePageEnd() throws IOException {
        flushLine();
        super.writePageEnd();
    }

    private void flushLine() throws IOException {
        if (line.isEmpty()) {
            return;
        }
        String written = written(line);
        line.clear();
        if (((StringWriter) output).getBuffer().length() + written.length() > mostCharacters) {
            throw new TooLong();
        }
        output.write(written);
    }

    private static String written(List<Drawn> words) {
        var cells = new ArrayList<StringBuilder>();
        for (int i = 0; i < words.size(); i++) {
            // the mark of a page is ours alone
            String text = words.get(i).text.replace(PAGE, ' ');
            if (i > 0 && !isCell(words.get(i - 1), words.get(i))) {
                cells.getLast().append(' ').append(text);
            } else {
                cells.add(new StringBuilder(text));
            }
        }
        return cells.size() == 1 ? cells.getFirst().toString().strip() : row(cells.stream().flatMap(PdfText::apart).toList());
    }

    /** Cells between which the file has spaces that it draws, and no gap: numbers, and what stands further apart than words do. */
    private static Stream<String> apart(CharSequence cell) {
        return (NUMBERS.matcher(cell).matches() ? SPACES : WIDE_SPACES).splitAsStream(cell).filter(part -> !part.isEmpty());
    }

    private static String row(List<String> cells) {
        var row = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            boolean closes = CLOSES_NUMBER.matcher(cells.get(i)).matches();
            boolean opened = i > 0 && CURRENCY.matcher(cells.get(i - 1)).matches();
            row.append(i == 0 || closes ? "" : opened ? " " : "\t").append(cells.get(i));
        }
        return row.toString();
    }

    private static boolean isCell(Drawn before, Drawn after) {
        double gap = after.start - before.end;
        double height = Math.max(before.height, after.height);
        if (Double.isNaN(gap) || height <= 0) {
            return false;
        }
        return gap > CELL_GAP * height || gap > NUMBER_GAP * height && ENDS_NUMBER.matcher(before.text).matches() && BEGINS_NUMBER.matcher(after.text).matches();
    }
}

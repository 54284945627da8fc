package palimpsest.memory.ingest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pdfbox.text.TextPosition;

/** Finds columns of prose whose lines a file draws across the page, and puts one column after the other. */
final class PdfColumns {

    /** Between columns lies more than this many heights of a letter. */
    private static final double GUTTER = 1.0;
    /** Columns begin at the same place, to so many points. */
    private static final double ALIGNED = 3;
    /** Of the lines that columns share, so many at least, and so many characters in the middle one: cells of a table are shorter. */
    private static final int FEWEST_LINES = 4;
    private static final int PROSE = 18;
    private static final int NARROW = 12;
    private static final int MOST_COLUMNS = 4;
    private static final double SAME_LINE = 0.3;

    private PdfColumns() {}

    private record Piece(List<TextPosition> glyphs) {

        double start() {
            return glyphs.getFirst().getXDirAdj();
        }

        double end() {
            return glyphs.getLast().getXDirAdj() + glyphs.getLast().getWidthDirAdj();
        }

        int letters() {
            return glyphs.stream().mapToInt(glyph -> glyph.getUnicode() == null ? 0 : (int) glyph.getUnicode().chars().filter(Character::isLetter).count()).sum();
        }
    }

    /** @return the same list where nothing is to be moved */
    static List<TextPosition> inReadingOrder(List<TextPosition> glyphs) {
        List<List<Piece>> lines = lines(glyphs);
        double[] gutters = gutters(lines);
        if (gutters.length == 0) {
            return glyphs;
        }
        int first = 0;
        while (!spans(lines.get(first), gutters)) {
            first++;
        }
        int last = lines.size() - 1;
        while (!spans(lines.get(last), gutters)) {
            last--;
        }
        var ordered = new ArrayList<TextPosition>(glyphs.size());
        List<List<TextPosition>> columns = Stream.<List<TextPosition>>generate(ArrayList::new).limit(gutters.length).toList();
        for (int i = 0; i < lines.size(); i++) {
            boolean within = i >= first && i <= last;
            // a line across columns ends them all
            if (!within || lines.get(i).stream().anyMatch(piece -> Arrays.stream(gutters).anyMatch(gutter -> piece.start() < gutter - ALIGNED && piece.end() > gutter))) {
                columns.forEach(ordered::addAll);
                columns.forEach(List::clear);
            }
            for (Piece piece : lines.get(i)) {
                int column = within ? (int) Arrays.stream(gutters).filter(gutter -> piece.start() >= gutter - ALIGNED).count() : 0;
                (column == 0 ? ordered : columns.get(column - 1)).addAll(piece.glyphs);
            }
        }
        columns.forEach(ordered::addAll);
        return ordered;
    }

    private static boolean spans(List<Piece> line, double[] gutters) {
        return line.stream().skip(1).anyMatch(piece -> Arrays.stream(gutters).anyMatch(gutter -> Math.abs(piece.start() - gutter) <= ALIGNED));
    }

    /** Where each column but the first begins; none for text in one column. */
    private static double[] gutters(List<List<Piece>> lines) {
        for (int columns = 2; columns <= MOST_COLUMNS; columns++) {
            int size = columns;
            List<List<Piece>> rows = lines.stream().filter(line -> line.size() == size).toList();
            for (List<Piece> row : rows) {
                List<List<Piece>> alike = rows.stream().filter(other -> IntStream.range(1, size).allMatch(i -> Math.abs(other.get(i).start() - row.get(i).start()) <= ALIGNED)).toList();
                boolean prose = alike.size() >= FEWEST_LINES && IntStream.range(0, size).allMatch(i -> isProse(alike, i, size));
                if (prose) {
                    return row.stream().skip(1).mapToDouble(Piece::start).toArray();
                }
            }
        }
        return new double[0];
    }

    /** Narrow columns are told from cells of a table by their lines, of which most begin in the middle of a sentence. */
    private static boolean isProse(List<List<Piece>> rows, int column, int columns) {
        int letters = median(rows, row -> row.get(column));
        if (columns == 2) {
            return letters >= PROSE;
        }
        long small = rows.stream().map(row -> row.get(column).glyphs.getFirst().getUnicode()).filter(letter -> letter != null && Character.isLowerCase(letter.codePointAt(0))).count();
        return letters >= NARROW && small * 2 >= rows.size();
    }

    private static int median(List<List<Piece>> pairs, Function<List<Piece>, Piece> which) {
        return pairs.stream().map(which).map(Piece::letters).sorted(Comparator.naturalOrder()).skip(pairs.size() / 2).findFirst().orElse(0);
    }

    /** Glyphs that are drawn one after the other on one line, divided at wide gaps. */
    private static List<List<Piece>> lines(List<TextPosition> glyphs) {
        var lines = new ArrayList<List<Piece>>();
        TextPosition before = null;
        for (TextPosition glyph : glyphs) {
            boolean sameLine = before != null && glyph.getDir() == before.getDir()
                    && Math.abs(glyph.getYDirAdj() - before.getYDirAdj()) < SAME_LINE * before.getFontSizeInPt();
            double gap = before == null ? 0 : glyph.getXDirAdj() - before.getXDirAdj() - before.getWidthDirAdj();
            if (!sameLine) {
                lines.add(new ArrayList<>());
            }
            if (!sameLine || gap > GUTTER * before.getFontSizeInPt()) {
                lines.getLast().add(new Piece(new ArrayList<>()));
            }
            lines.getLast().getLast().glyphs.add(glyph);
            before = glyph;
        }
        return lines;
    }
}

package palimpsest.evaluation.rerank;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import palimpsest.memory.rerank.Evidence;
import palimpsest.memory.retrieve.Reranker.Candidate;

/** What was measured, kept in a file: reading all heads takes far longer than a fit, and many fits need it once. */
public record MeasuredFile(Path file) {

    private static final int MARK = 0x50414c35;

    /** @param heads names of the heads measured, in the order of the evidence */
    public record Content(String modelHash, List<String> heads, List<Measured> measured) {}

    /** @throws UncheckedIOException when it can't be written */
    public void write(Content content) {
        try (var out = new DataOutputStream(new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file))))) {
            out.writeInt(MARK);
            text(out, content.modelHash());
            out.writeInt(content.heads().size());
            for (String head : content.heads()) {
                text(out, head);
            }
            out.writeInt(content.measured().size());
            for (Measured one : content.measured()) {
                write(out, one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream out, Measured one) throws IOException {
        LabelledCandidates labelled = one.labelled();
        text(out, labelled.conversation());
        text(out, labelled.question());
        out.writeInt(labelled.category());
        out.writeInt(labelled.relevant());
        out.writeInt(labelled.evidence().size());
        for (int index : labelled.evidence()) {
            out.writeInt(index);
        }
        out.writeInt(labelled.candidates().size());
        for (int i = 0; i < labelled.candidates().size(); i++) {
            Candidate candidate = labelled.candidates().get(i);
            Evidence evidence = one.evidence().get(i);
            text(out, candidate.title());
            text(out, candidate.text());
            out.writeDouble(candidate.dense());
            out.writeDouble(candidate.lexical());
            text(out, candidate.document());
            out.writeInt(candidate.position());
            out.writeBoolean(candidate.turn());
            out.writeDouble(candidate.found());
            text(out, candidate.before());
            for (int head = 0; head < evidence.heads().length; head++) {
                out.writeFloat((float) evidence.heads()[head]);
                out.writeFloat((float) evidence.rare()[head]);
            }
            out.writeDouble(evidence.maxSim());
            out.writeInt(evidence.tokens());
            vector(out, evidence.matched());
            vector(out, evidence.asked());
        }
    }

    private static void vector(DataOutputStream out, float[] vector) throws IOException {
        out.writeInt(vector.length);
        for (float x : vector) {
            out.writeShort(Float.floatToFloat16(x));
        }
    }

    private static float[] vector(DataInputStream in) throws IOException {
        var vector = new float[in.readInt()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = Float.float16ToFloat(in.readShort());
        }
        return vector;
    }

    /**
     * @throws UncheckedIOException     when it can't be read
     * @throws IllegalArgumentException when it is another file
     */
    public Content read() {
        try (var in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))))) {
            if (in.readInt() != MARK) {
                throw new IllegalArgumentException(file + " holds nothing that calibrate has measured");
            }
            String hash = text(in);
            var heads = new ArrayList<String>();
            for (int i = in.readInt(); i > 0; i--) {
                heads.add(text(in));
            }
            var measured = new ArrayList<Measured>();
            for (int i = in.readInt(); i > 0; i--) {
                measured.add(measured(in, heads.size()));
            }
            return new Content(hash, List.copyOf(heads), List.copyOf(measured));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Measured measured(DataInputStream in, int heads) throws IOException {
        String group = text(in);
        String question = text(in);
        int category = in.readInt();
        int relevant = in.readInt();
        var gold = new ArrayList<Integer>();
        for (int i = in.readInt(); i > 0; i--) {
            gold.add(in.readInt());
        }
        var candidates = new ArrayList<Candidate>();
        var evidence = new ArrayList<Evidence>();
        for (int i = in.readInt(); i > 0; i--) {
            candidates.add(new Candidate(text(in), text(in), in.readDouble(), in.readDouble(), text(in), in.readInt(), in.readBoolean(), in.readDouble(), text(in)));
            var all = new double[heads];
            var rare = new double[heads];
            for (int head = 0; head < heads; head++) {
                all[head] = in.readFloat();
                rare[head] = in.readFloat();
            }
            evidence.add(new Evidence(all, rare, in.readDouble(), in.readInt(), vector(in), vector(in)));
        }
        return new Measured(new LabelledCandidates(group, question, category, candidates, gold, relevant), evidence);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}

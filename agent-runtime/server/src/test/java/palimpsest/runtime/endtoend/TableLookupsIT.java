package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.runtime.conversation.ConversationDocuments;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.wiring.PalimpsestProperties;
import tools.jackson.databind.JsonNode;

/** The default agent over a dozen tables at once, CSV, TSV and XLSX: a value is looked up by the names of its row and its column. */
class TableLookupsIT {

    private static final double AIM = 0.95;
    private static final Path TABLES = Path.of("../models/src/test/resources/palimpsest/runtime/model/extractive/tables");
    private static final List<String> AS_WORKBOOK = List.of("planets.csv", "mountains.csv", "staff.csv", "library.csv");

    @TempDir
    private Path data;

    @Test
    void values_are_found_by_row_and_column() throws Exception {
        try (Served served = Served.start(data, Map.of())) {
            List<Document> tables = stored(served);
            List<String> lines = Files.readAllLines(TABLES.resolve("lookups.txt")).stream().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
            List<String> wrong = new ArrayList<>();
            for (String line : lines) {
                String[] parts = line.split(" ~ ");
                JsonNode answer = asked(served, tables, parts[1]);
                String first = answer.get("citations").path(0).path("quote").asString("").replaceAll("[\\t;]", ",");
                boolean holds = Stream.of(parts[2].split("\\|")).allMatch(value -> first.contains(value.replace(';', ',')));
                if (!answer.get("found").asBoolean() || !holds) {
                    wrong.add(parts[1] + " -> " + answer.get("answer").asString());
                }
            }
            System.out.printf("Table lookups: %d of %d right%n", lines.size() - wrong.size(), lines.size());
            assertThat(1 - (double) wrong.size() / lines.size()).as(String.join("\n", wrong)).isGreaterThanOrEqualTo(AIM);
        }
    }

    private static List<Document> stored(Served served) throws Exception {
        String tenant = served.bean(PalimpsestProperties.class).tenant();
        String conversation = served.conversation();
        List<Document> stored = new ArrayList<>();
        try (Stream<Path> files = Files.list(TABLES)) {
            for (Path file : files.filter(path -> !path.endsWith("lookups.txt")).sorted().toList()) {
                String name = file.getFileName().toString();
                Served.Answer uploaded = AS_WORKBOOK.contains(name) ? served.upload(conversation, name.replace(".csv", ".xlsx"), workbook(Files.readAllLines(file)))
                        : served.upload(conversation, name, Files.readAllBytes(file));
                assertThat(uploaded.status()).as(uploaded.body()).isLessThan(300);
                stored.add(served.bean(DocumentStore.class).find(tenant, UUID.fromString(uploaded.json().at("/documents/0/id").asString())).orElseThrow());
            }
        }
        return stored;
    }

    private static byte[] workbook(List<String> lines) throws IOException {
        try (var workbook = new XSSFWorkbook(); var out = new ByteArrayOutputStream()) {
            var sheet = workbook.createSheet("Sheet");
            for (int r = 0; r < lines.size(); r++) {
                Row row = sheet.createRow(r);
                String[] cells = lines.get(r).split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");
                for (int c = 0; c < cells.length; c++) {
                    if (cells[c].matches("-?\\d+(?:\\.\\d+)?")) {
                        row.createCell(c).setCellValue(Double.parseDouble(cells[c]));
                    } else {
                        row.createCell(c).setCellValue(cells[c].replaceAll("^\"|\"$", ""));
                    }
                }
            }
            workbook.write(out);
            return out.toByteArray();
        }
    }

    private static JsonNode asked(Served served, List<Document> tables, String question) throws Exception {
        var conversations = served.bean(Conversations.class);
        String tenant = served.bean(PalimpsestProperties.class).tenant();
        UUID conversation = conversations.create(tenant, null, null).id();
        served.bean(ConversationDocuments.class).attach(tenant, conversation, tables);
        return Served.event(served.ask(conversation.toString(), question), "answer");
    }
}

package palimpsest.memory.ingest;

import dev.langchain4j.data.document.BlankDocumentException;
import dev.langchain4j.data.document.parser.apache.tika.ApacheTikaDocumentParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.tika.detect.DefaultDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.exception.ZeroByteFileException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.mime.MimeTypes;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.epub.EpubParser;
import org.apache.tika.parser.html.DefaultHtmlMapper;
import org.apache.tika.parser.html.HtmlEncodingDetector;
import org.apache.tika.parser.html.HtmlMapper;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.microsoft.xml.SpreadsheetMLParser;
import org.apache.tika.parser.microsoft.xml.WordMLParser;
import org.apache.tika.parser.odf.FlatOpenDocumentParser;
import org.apache.tika.parser.odf.OpenDocumentParser;
import org.apache.tika.sax.BodyContentHandler;
import org.apache.tika.utils.XMLReaderUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;
import palimpsest.memory.text.StorableText;

/**
 * Reads the text of a file. Plain text of any kind (Markdown, CSV, JSON, source code …) is decoded and kept to the
 * character; formatted documents go through Apache Tika, and PDF through PDFBox. Safe for use by several threads.
 */
public final class DocumentReader implements TextReader {

    private static final Logger log = LoggerFactory.getLogger(DocumentReader.class);

    /** Attributes of HTML that say whether something is shown, and in which cells of a table. */
    private static final Set<String> NEEDED = Set.of("style", "hidden", "rowspan", "colspan");
    private static final int MOST_CHARACTERS = 200_000_000;
    /** Of a page, by which its encoding is told. */
    private static final int FIRST_BYTES = 65_536;
    private static final String FICTION_BOOK = "application/x-fictionbook+xml";
    /** The last one is a page that a browser saved with its pictures (MHTML). */
    private static final Set<String> MAIL = Set.of("message/rfc822", "application/mbox", "multipart/related");
    private final Detector detector = new DefaultDetector();
    private final MediaTypeRegistry mediaTypes = MimeTypes.getDefaultMimeTypes().getMediaTypeRegistry();
    // the parsers are named one by one: among all that Tika has, some start other programs
    private final Parser tika = new AutoDetectParser(detector, new JSoupParser(), new OfficeParser(), new OOXMLParser(),
            new OpenDocumentParser(), new FlatOpenDocumentParser(), new RTFParser(), new EpubParser(), new SpreadsheetMLParser(), new WordMLParser());
    private final Set<MediaType> formatted = tika.getSupportedTypes(new ParseContext());
    private final Duration atMost;

    public DocumentReader() {
        this(Duration.ofMinutes(2));
    }

    /** @param atMost how long one formatted document may take */
    public DocumentReader(Duration atMost) {
        this.atMost = atMost;
    }

    @Override
    public ReadableText read(String fileName, byte[] content) throws UnreadableDocumentException {
        if (content.length == 0) {
            throw new UnreadableDocumentException("is empty");
        }
        MediaType type = detect(fileName, content);
        String mediaType = type.getBaseType().toString();
        if (mediaType.equals("application/pdf")) {
            String pages = inTime(fileName, mediaType, () -> PdfText.of(content, MOST_CHARACTERS));
            if (pages.isBlank()) {
                throw noText(mediaType, null);
            }
            return ReadableText.ofPages(mediaType, BrokenWords.composed(StorableText.clean(BrokenWords.joined(BrokenWords.withoutMarks(pages))).value()), PdfText.PAGE);
        }
        if (mediaType.equals(FICTION_BOOK)) {
            return nonBlank(mediaType, BrokenWords.asRead(inTime(fileName, mediaType, () -> {
                var text = new StructuredText(MOST_CHARACTERS);
                XMLReaderUtils.parseSAX(new ByteArrayInputStream(content), new FictionBookText(text), textOnly());
                return text.toString();
            })));
        }
        if (formatted.contains(type.getBaseType())) {
            return nonBlank(mediaType, BrokenWords.asRead(parse(fileName, mediaType, ShownParts.of(mediaType, content))));
        }
        if (MAIL.contains(mediaType) && MailText.isMail(content)) {
            return nonBlank(mediaType, mail(mediaType, content));
        }
        String wide = TextDecoding.wide(content);
        if (wide != null) {
            return nonBlank(type.getType().equals("text") ? mediaType : "text/plain", PlainFormats.read(fileName, wide));
        }
        if (type.getType().equals("text") || mediaTypes.isSpecializationOf(type, MediaType.TEXT_PLAIN)) {
            if (TextDecoding.isNoise(content)) {
                throw new UnreadableDocumentException("not a text document (its bytes are no characters)");
            }
            return nonBlank(mediaType, PlainFormats.read(fileName, decode(content)));
        }
        String unknownButReadable = type.equals(MediaType.OCTET_STREAM) ? plainUtf8(content) : null;
        if (unknownButReadable == null) {
            throw new UnreadableDocumentException("not a text document (" + mediaType + ")");
        }
        return nonBlank("text/plain", PlainFormats.read(fileName, unknownButReadable));
    }

    private String mail(String mediaType, byte[] content) throws UnreadableDocumentException {
        var mail = new MailText(html -> {
            var text = new StructuredText(MOST_CHARACTERS);
            try {
                new JSoupParser().parseString(html, new BodyContentHandler(text), new Metadata(), textOnly());
            } catch (SAXException e) {
                throw new IOException(e);
            }
            return text.toString();
        });
        try {
            return BrokenWords.asRead(mediaType.equals("application/mbox") ? mail.ofMailbox(content) : mail.of(content));
        } catch (IOException | RuntimeException e) {
            throw new UnreadableDocumentException("is damaged or no real mail", e);
        }
    }

    /** A plain text stays as it is to the character, so that places in it are places in the file. */
    private static ReadableText nonBlank(String mediaType, String text) throws UnreadableDocumentException {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == 0) {
            end--; // what a disk or a program filled up with
        }
        String whole = text.substring(0, end);
        if (whole.isBlank()) {
            throw new UnreadableDocumentException("holds nothing but blank space");
        }
        return new ReadableText(mediaType, StorableText.clean(whole).value());
    }

    private MediaType detect(String fileName, byte[] content) throws UnreadableDocumentException {
        try (var in = TikaInputStream.get(content)) {
            return detector.detect(in, named(fileName));
        } catch (IOException e) {
            throw new UnreadableDocumentException("is damaged: " + e.getMessage(), e);
        }
    }

    private static Metadata named(String fileName) {
        var metadata = new Metadata();
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, fileName);
        return metadata;
    }

    static String decode(byte[] content) {
        String marked = TextDecoding.marked(content);
        String decoded = marked == null ? LegacyEncoding.shifted(content) : marked;
        if (decoded != null) {
            return decoded;
        }
        try {
            return TextDecoding.strict(content);
        } catch (CharacterCodingException notUtf8) {
            return LegacyEncoding.read(content);
        }
    }

    /** UTF-8 with the odd control character, which Tika takes for binary; null for anything else. */
    private static String plainUtf8(byte[] content) {
        try {
            String text = TextDecoding.strict(content);
            return TextDecoding.readable(text) ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private String parse(String fileName, String mediaType, byte[] content) throws UnreadableDocumentException {
        return inTime(fileName, mediaType, () -> {
            // Tika unpacks archives from a temporary file, which goes when the stream is closed; LangChain4j leaves that to its caller.
            try (var in = TikaInputStream.get(content)) {
                return parser(fileName).parse(in).text();
            }
        });
    }

    private String inTime(String fileName, String mediaType, Callable<String> reading) throws UnreadableDocumentException {
        var parsing = new FutureTask<>(reading);
        // a parser in an endless loop can't be stopped: as a daemon it holds up nobody
        Thread.ofPlatform().daemon().name("parse " + fileName).start(parsing);
        try {
            return parsing.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            parsing.cancel(true);
            throw new UnreadableDocumentException("could not be read within " + atMost.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            parsing.cancel(true);
            Thread.currentThread().interrupt();
            throw new UnreadableDocumentException("reading it was interrupted", e);
        } catch (ExecutionException e) {
            throw explain(fileName, mediaType, e.getCause());
        }
    }

    private ApacheTikaDocumentParser parser(String fileName) {
        return new ApacheTikaDocumentParser(() -> tika, () -> new BodyContentHandler(new StructuredText(MOST_CHARACTERS)),
                () -> named(fileName), DocumentReader::textOnly, false);
    }

    /** Nothing of what is attached: the document's own text. */
    private static ParseContext textOnly() {
        var context = new ParseContext();
        var office = new OfficeParserConfig();
        // Only this extractor can leave out what tracked changes delete.
        office.setUseSAXDocxExtractor(true);
        office.setIncludeDeletedContent(false);
        office.setIncludeMoveFromContent(false);
        context.set(OfficeParserConfig.class, office);
        context.set(EncodingDetector.class, DocumentReader::encoding);
        context.set(HtmlMapper.class, new DefaultHtmlMapper() {
            @Override
            public String mapSafeElement(String name) {
                String safe = super.mapSafeElement(name);
                return safe == null ? name.toLowerCase(Locale.ROOT) : safe;
            }

            @Override
            public String mapSafeAttribute(String element, String attribute) {
                return NEEDED.contains(attribute.toLowerCase(Locale.ROOT)) ? attribute : super.mapSafeAttribute(element, attribute);
            }
        });
        context.set(EmbeddedDocumentExtractor.class, new EmbeddedDocumentExtractor() {
            @Override
            public boolean shouldParseEmbedded(Metadata metadata) {
                return false;
            }

            @Override
            public void parseEmbedded(InputStream stream, ContentHandler handler, Metadata metadata, boolean outputHtml)
                    throws SAXException, IOException {
                // nothing is attached as far as we are concerned
            }
        });
        return context;
    }

    /** Of a page: Unicode where it is that whatever it says, then what it says, then what it looks like. */
    private static Charset encoding(InputStream page, Metadata metadata) throws IOException {
        if (page == null) {
            return null;
        }
        page.mark(FIRST_BYTES);
        byte[] content = page.readNBytes(FIRST_BYTES);
        page.reset();
        Charset unicode = TextDecoding.unicode(content);
        if (unicode != null) {
            return unicode;
        }
        Charset said = new HtmlEncodingDetector().detect(page, metadata);
        return said == null ? LegacyEncoding.of(content) : said;
    }

    private static UnreadableDocumentException noText(String mediaType, Throwable failure) {
        return new UnreadableDocumentException("no text in it (" + mediaType + "); a scan needs text recognition (OCR) first", failure);
    }

    private static UnreadableDocumentException explain(String fileName, String mediaType, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EncryptedDocumentException || cause instanceof InvalidPasswordException) {
                return new UnreadableDocumentException("is protected by a password; save a copy without one", failure);
            }
            if (cause instanceof BlankDocumentException || cause instanceof ZeroByteFileException) {
                return noText(mediaType, failure);
            }
            if (cause instanceof WriteLimitReachedException || cause instanceof PdfText.TooLong) {
                return new UnreadableDocumentException("holds more than " + MOST_CHARACTERS / 1_000_000
                        + " million characters; split it", failure);
            }
            if (cause instanceof OutOfMemoryError) {
                return new UnreadableDocumentException("needs more memory to read than there is; split it", failure);
            }
        }
        log.debug("{} can't be parsed as {}", fileName, mediaType, failure);
        return new UnreadableDocumentException("is damaged or no real " + mediaType, failure);
    }
}

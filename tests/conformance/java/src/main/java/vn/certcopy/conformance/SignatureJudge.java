package vn.certcopy.conformance;

import eu.europa.esig.dss.enumerations.SubIndication;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.pdf.ServiceLoaderPdfObjFactory;
import eu.europa.esig.dss.pdf.modifications.DefaultPdfDifferencesFinder;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import java.io.File;
import java.util.List;
import java.util.stream.Stream;

/** EU DSS on PAdES signatures under the strict policy, off line, trusting only the anchors it is given. */
final class SignatureJudge {
    private static final int PAGES_COMPARED_BY_EYE = 250;

    record Finding(String id, String indication, String subIndication, String format, String signer,
                   List<String> errors, List<String> warnings) {
    }

    record Findings(List<Finding> signatures, List<Finding> timestamps) {
    }

    private final CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    private final ValidationPolicy policy;

    SignatureJudge(List<File> anchors) throws Exception {
        anchors.forEach(anchor -> trusted.addCertificate(DSSUtils.loadCertificate(anchor)));
        policy = StrictPolicy.load();
    }

    Findings judge(File file) {
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setAIASource(null);
        verifier.setTrustedCertSources(trusted);
        PDFDocumentValidator validator = new PDFDocumentValidator(new FileDocument(file));
        validator.setPdfObjFactory(comparingEveryPage());
        validator.setCertificateVerifier(verifier);
        SimpleReport report = validator.validateDocument(policy).getSimpleReport();
        return new Findings(
            report.getSignatureIdList().stream().map(id -> signature(report, id)).toList(),
            timestamps(report).map(id -> timestamp(report, id)).toList());
    }

    private static ServiceLoaderPdfObjFactory comparingEveryPage() {
        DefaultPdfDifferencesFinder finder = new DefaultPdfDifferencesFinder();
        finder.setMaximalPagesAmountForVisualComparison(PAGES_COMPARED_BY_EYE);
        ServiceLoaderPdfObjFactory factory = new ServiceLoaderPdfObjFactory();
        factory.setPdfDifferencesFinder(finder);
        return factory;
    }

    private static Stream<String> timestamps(SimpleReport report) {
        Stream<String> inSignatures = report.getSignatureIdList().stream()
            .flatMap(id -> report.getSignatureTimestamps(id).stream()).map(each -> each.getId());
        return Stream.concat(inSignatures, report.getTimestampIdList().stream()).distinct();
    }

    private static Finding signature(SimpleReport report, String id) {
        return finding(report, id, String.valueOf(report.getSignatureFormat(id)), report.getSignedBy(id));
    }

    private static Finding timestamp(SimpleReport report, String id) {
        return finding(report, id, "TIMESTAMP", report.getProducedBy(id));
    }

    private static Finding finding(SimpleReport report, String id, String format, String signer) {
        SubIndication detail = report.getSubIndication(id);
        return new Finding(id, report.getIndication(id).name(), detail == null ? null : detail.name(), format, signer,
            report.getAdESValidationErrors(id).stream().map(Message::getValue).toList(),
            report.getAdESValidationWarnings(id).stream().map(Message::getValue).toList());
    }
}

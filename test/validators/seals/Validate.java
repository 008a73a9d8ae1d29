import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;

/**
 * Says of each file of the command line, a line per signature: its name, its level (ETSI EN 319 142-1), and "intact" or "BROKEN".
 * Whom the certificate belongs to is not judged: no list of trusted authorities is asked.
 */
class Validate {
  public static void main(String[] files) {
    for (String file : files) {
      var validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
      validator.setCertificateVerifier(new CommonCertificateVerifier());
      var reports = validator.validateDocument();
      for (var signature : reports.getDiagnosticData().getSignatures()) {
        boolean intact = signature.isSignatureIntact() && signature.isSignatureValid();
        System.out.println(new File(file).getName() + " " + signature.getSignatureFormat() + (intact ? " intact" : " BROKEN"));
      }
    }
  }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace GmailPlatform.WebApi.Tests.Gateway;

/// <summary>Batches that were written to be misread: sound ones into which pieces were put that one reader takes for more than another.</summary>
internal static class HostileBatches
{
    public const string Boundary = "BB";

    private static readonly string[] Pieces =
    [
        "\r\n", "\n", "\r", "\r\n\r\n", "\n\n", "\r\r", "\0", "\t", " ", "\v", "\f", "\u0085", "\u2028", "\u00a0", "\u001c", ":", "--", "\"", "\\", "\\n", "%0a", "%0D%0A",
        "--BB", "--BB--", "--BB \t", "\n--BB\n", "\r\n--BB\r\n", "\r--BB\r", "\n--BB--\n", "--BB\u00a0\n", "BB",
        "\n--BB\nContent-Type: application/http\n\nDELETE /gmail/v1/users/me/messages/1 HTTP/1.1\n\n",
        "\rDELETE /gmail/v1/users/me/messages/1 HTTP/1.1\r\r",
        "\nContent-ID: <b>\n", "Content-ID:", "\r\n folded", "\n\tfolded", "\nContent-Transfer-Encoding: base64\n", "\nContent-Type: multipart/mixed; boundary=CC\n",
        "\nContent-Length: 1\n", "\nContent-Length: 9999\n", "\nTransfer-Encoding: chunked\n", "0\r\n\r\n", "\nX-HTTP-Method-Override: DELETE\n", "\nExpect: 100-continue\n",
        "\nUpgrade: h2c\nConnection: upgrade\n", " HTTP/1.1", "?$httpMethod=DELETE", "&q=a%0Ab", "?fields=*&alt=json", "#x", "/../", "%2e%2e/", "é", "{\"raw\":\"a\"}", "[]", "null", "\u200b",
    ];

    private static readonly string[] Calls =
    [
        "GET /gmail/v1/users/me/profile HTTP/1.1{0}Accept: application/json{0}{0}",
        "GET /gmail/v1/users/me/messages?q=in%3Ainbox+a&maxResults=5{0}{0}",
        "GET http://host.example/gmail/v1/users/me/messages/18c HTTP/1.1{0}User-Agent: a (gzip){0}Host: host.example{0}{0}{0}",
        "POST /gmail/v1/users/me/messages/send HTTP/1.1{0}Content-Type: application/json{0}Content-Length: 21{0}{0}{{\"raw\": \"RnJvbQ\\u0041é\"}}",
        "POST /gmail/v1/users/me/messages/1/modify HTTP/1.1{0}content-type: application/json{0}{0}{{{0}  \"addLabelIds\" : [\"A b\\\"\\\\\", \"--BB\"],{0}\t\"x\": -1.5e3}}{0}",
        "DELETE /gmail/v1/users/me/messages/2 HTTP/1.1{0}If-Match: \"x\"{0}{0}",
        "PUT /gmail/v1/users/me/labels/Label_1 HTTP/1.1{0}Content-Type: application/json; charset=utf-8{0}{0}{{\"name\":\"x\"}}",
        "POST /gmail/v1/users/me/messages/3/trash{0}{0}",
    ];

    /// <summary>Up to six calls with either line end, and up to four pieces somewhere.</summary>
    public static Gen<byte[]> Batches =>
        from lineEnd in Gen.Elements("\r\n", "\n")
        from count in Gen.Choose(1, 6)
        from calls in Gen.Elements(Calls).ArrayOf(count)
        from ids in Gen.Elements("", "<item1>", "<b29c5de2 + 1>", "x").ArrayOf(count)
        from edits in Edits
        select Encoding.UTF8.GetBytes(Apply(Compose(calls, ids, lineEnd), edits));

    private static Gen<(string Piece, int Place)[]> Edits =>
        from count in Gen.Choose(0, 4)
        from edits in Gen.Elements(Pieces).SelectMany(piece => Gen.Choose(0, int.MaxValue - 1).Select(place => (piece, place))).ArrayOf(count)
        select edits;

    private static string Compose(string[] calls, string[] ids, string lineEnd) => string.Concat(calls.Zip(ids, (call, id) =>
        $"--{Boundary}{lineEnd}Content-Type: application/http{lineEnd}{(id.Length == 0 ? "" : $"Content-ID: {id}{lineEnd}")}{lineEnd}"
        + string.Format(System.Globalization.CultureInfo.InvariantCulture, call, lineEnd) + lineEnd)) + $"--{Boundary}--{lineEnd}";

    private static string Apply(string batch, (string Piece, int Place)[] edits) =>
        edits.Aggregate(batch, (text, edit) => text.Insert(edit.Place % (text.Length + 1), edit.Piece));
}

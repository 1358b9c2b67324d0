using System.Globalization;
using System.Text;

namespace Weft.Http;

/// <summary>The page that goes with a refusal. It says nothing of the request, so it has nothing to escape.</summary>
internal static class ErrorPage
{
    /// <summary>The fields that go with every page. What is refused now may be there in a moment, so nobody keeps it.</summary>
    public static ReadOnlySpan<byte> Fields =>
        "Content-Type: text/html; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-cache\r\n"u8;

    private static readonly byte[]?[] Pages = new byte[600][];

    /// <summary>The page for a status, made once.</summary>
    public static byte[] For(Status status) => Pages[(int)status] ??= Make(status);

    private static byte[] Make(Status status) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{(int)status}} {{ReasonPhrase.Of(status)}}</title>
        <style>
        :root { color-scheme: light dark }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }
        h1 { font-size: 1.5rem; font-weight: 600; margin: 0 }
        h1 b { opacity: .45; font-weight: 400 }
        p { margin: .5rem 0 0 }
        </style>
        </head>
        <body>
        <h1><b>{{(int)status}}</b> {{ReasonPhrase.Of(status)}}</h1>
        <p>{{Explain(status)}}</p>
        </body>
        </html>

        """));

    private static string Explain(Status status) => status switch
    {
        Status.MovedPermanently => "This folder lives at the same address with a slash at its end.",
        Status.BadRequest => "The request is malformed.",
        Status.Forbidden => "The file is there, but the server may not read it.",
        Status.NotFound => "There is no such file here.",
        Status.MethodNotAllowed => "Files can be had with GET and HEAD only.",
        Status.RequestTimeout => "The request took too long to arrive.",
        Status.PreconditionFailed => "The file is not in the state the request requires.",
        Status.ContentTooLarge => "The request carries more content than is read here.",
        Status.UriTooLong => "The address is too long.",
        Status.RangeNotSatisfiable => "The file has no such range.",
        Status.ExpectationFailed => "The only expectation met here is 100-continue.",
        Status.RequestHeaderFieldsTooLarge => "The request has too many header fields, or too long ones.",
        Status.NotImplemented => "The request uses a method or a transfer coding that is not known here.",
        Status.ServiceUnavailable => "The server is busy. Please try again in a moment.",
        Status.HttpVersionNotSupported => "This server speaks HTTP/1.1.",
        _ => "Something went wrong here. It is not your fault.",
    };
}

using System.Buffers;
using System.Runtime.InteropServices;
using Weft.Http;
using Weft.Platform;

namespace Weft.Content;

/// <summary>A folder of files, as answers to GET and HEAD. <see cref="Answer"/> is its <see cref="RequestHandler"/>.</summary>
/// <remarks>
/// Any number of threads may ask it. A change to a file that was completed before a client sent the first byte of a request
/// is seen by that request. What is in the folder is never left: not by dots, not by links.
/// </remarks>
public sealed class StaticFiles : IDisposable
{
    // In the order in which they are looked for.
    private static ReadOnlySpan<byte> IndexHtml => "index.html"u8;
    private static ReadOnlySpan<byte> IndexHtm => "index.htm"u8;

    private readonly RootDirectory _root;
    private readonly FileLoader _loader;
    private readonly FileCache _cache;
    private readonly TimeSpan _lifetime;

    /// <summary>Serves a folder.</summary>
    /// <param name="folder">The folder; it is opened now, and stays the one that is served if it is renamed.</param>
    /// <param name="options">How to serve it; null for the defaults.</param>
    /// <exception cref="IOException">There is no such folder, or it cannot be opened.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A bound in the options is out of its range.</exception>
    public StaticFiles(string folder, ContentOptions? options = null)
        : this(RootDirectory.Open(folder), options ?? new ContentOptions())
    {
    }

    internal StaticFiles(RootDirectory root, ContentOptions options)
    {
        _root = root;
        _loader = new FileLoader(root);
        _cache = new FileCache(options);
        _lifetime = options.Lifetime;
    }

    /// <summary>The open folder, for a child process that is to serve the same one; null where it cannot be handed over.</summary>
    public SafeHandle? Folder => _root.Handle;

    internal FileCache Cache => _cache;

    /// <summary>Answers one request.</summary>
    public void Answer(in Request request, ref Response response)
    {
        ReadOnlySpan<byte> path = request.Path;
        bool namesFolder = path[^1] == '/';

        // 1. What is hidden does not exist, and neither does what is too long to be a name.
        if (HiddenName.IsIn(path) || path.Length > RootDirectory.LongestPath - IndexHtml.Length)
        {
            response.Status = Status.NotFound;
            return;
        }

        // 2. The name of a folder means its index page, every other name means a file.
        ReadOnlySpan<byte> relative = path[1..];
        Status status = namesFolder
            ? FindIndexPage(relative, in request, out Representation? file)
            : Find(relative, in request, out file);

        // 3. A folder without index page is listed, and one without its slash is shown where it is.
        if (file is null)
        {
            if (status == Status.NotFound && namesFolder)
                List(path, ref response);
            else if (status == Status.MovedPermanently)
                Redirect(in request, ref response);
            else
                response.Status = status;
            return;
        }

        // 4. Does the client want it in the state it is in?
        response.Status = Preconditions.Evaluate(in request, file);

        // 5. Here it is, or the ranges of it that are wanted. HEAD knows no ranges (RFC 9110 §14.2).
        if (response.Status == Status.Ok)
        {
            bool wantsRanges = request.Method == Method.Get && request.Has(Field.Range) && Preconditions.AllowRanges(in request, file);
            ByteRangeSet ranges = wantsRanges ? ByteRangeSet.Parse(request[Field.Range], file.Size) : default;
            file.Put(in ranges, _lifetime, ref response);
            return;
        }
        if (response.Status == Status.NotModified)
            file.PutNotModified(_lifetime, ref response);
        file.Release();
    }

    /// <summary>Closes the folder and all files. Wants to be the last call.</summary>
    public void Dispose()
    {
        _cache.Dispose();
        _root.Dispose();
    }

    /// <summary>index.html, else index.htm; the first is looked for even if the second was served before.</summary>
    private Status FindIndexPage(ReadOnlySpan<byte> folder, in Request request, out Representation? file)
    {
        Span<byte> path = stackalloc byte[folder.Length + IndexHtml.Length];
        folder.CopyTo(path);
        IndexHtml.CopyTo(path[folder.Length..]);
        Status status = Find(path, in request, out file);
        if (status is Status.NotFound or Status.MovedPermanently)
            status = Find(path[..^1], in request, out file);
        return status == Status.MovedPermanently ? Status.NotFound : status;
    }

    /// <summary>The file under a path, acquired for this answer: from the cache if it is still as it was, else loaded.</summary>
    private Status Find(ReadOnlySpan<byte> path, in Request request, out Representation? file)
    {
        file = _cache.Find(path);
        if (file is not null)
        {
            if (IsCurrent(file, path, in request) && file.TryAcquire())
                return Status.Ok;
            _cache.Drop(file);
        }
        Status status = _loader.Load(path, request.Clock, out file, out bool mayKeep);
        if (file is null)
            return status;
        if (mayKeep)
        {
            file.CheckedIn = request.Batch;
            _cache.Keep(file);
        }
        else
        {
            file.Close();
        }
        return status;
    }

    /// <summary>One look serves all requests that had been received before it was taken.</summary>
    private bool IsCurrent(Representation file, ReadOnlySpan<byte> path, in Request request)
    {
        // The clock may have been set back since it was kept: no Last-Modified is later than Date (RFC 9110 §8.8.2.1).
        if (file.LastModified > request.Clock.Utc)
            return false;
        if (file.CheckedIn == request.Batch)
            return true;
        if (!_root.IsUnchanged(path, file.Identity))
            return false;
        file.CheckedIn = request.Batch;
        return true;
    }

    /// <summary>Relative links in an index page count from the slash, so the folder is shown only behind it.</summary>
    /// <remarks>
    /// The location is made from the path that was looked up, so it cannot begin with two slashes, and encoded, so it cannot
    /// begin with a slash and a backslash: a browser would leave this server for either (CVE-2015-1164).
    /// </remarks>
    private static void Redirect(in Request request, ref Response response)
    {
        var fields = new ArrayBufferWriter<byte>(request.Path.Length + request.Query.Length + 64);
        fields.Write("Location: "u8);
        PathEncoding.WritePath(request.Path, fields);
        fields.Write("/"u8);
        if (request.HasQuery)
        {
            fields.Write("?"u8);
            fields.Write(request.Query);
        }
        fields.Write("\r\n"u8);
        response.Status = Status.MovedPermanently;
        response.Fields = fields.WrittenMemory;
    }

    private void List(ReadOnlySpan<byte> path, ref Response response)
    {
        var entries = new List<FolderEntry>();
        Lookup folder = _root.List(path[1..], entries);
        if (folder.Outcome != LookupOutcome.Directory)
        {
            response.Status = FileLoader.StatusOf(in folder);
            return;
        }
        byte[] prefix = path.ToArray();
        entries.RemoveAll(entry => HiddenName.IsIn([.. prefix, .. entry.Name.Span]));
        response.Status = Status.Ok;
        response.Fields = FolderListing.Fields;
        response.Content = FolderListing.Write(path, entries);
    }
}

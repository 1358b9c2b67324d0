-- Each client sends 16 requests in one piece, and the next 16 when all of them are answered. wrk counts every answer as a
-- request; the latency is that of the whole piece.
local batch

function init(args)
  batch = string.rep(wrk.format(), 16)
end

function request()
  return batch
end

/** Images in the sizes that a page needs, and what to show until they come. */
export const responsiveImages = `# An image in the sizes that a page needs: src and
# srcSet lead to this gateway, which resizes and
# keeps it. Follow one of the addresses. Drawings (SVG)
# have no sizes, and so no srcSet.
#
# placeholder and status are filled in by
#
#   npm run images -- check

query ResponsiveImages($first: Int, $width: Int) {
  images(first: $first, filter: { minWidth: 600 }) {
    nodes {
      originalUrl
      status
      width
      height
      format
      placeholder
      url
      src(width: $width)
      square: src(width: 320, height: 320, format: JPEG)
      srcSet(widths: [320, 640, 960])
    }
  }
}
`;
